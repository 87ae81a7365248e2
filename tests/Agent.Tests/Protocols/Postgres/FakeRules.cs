using System.Buffers;
using System.Text;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Masks the column <c>ssn</c> of a table with OID 1 and the word <see cref="Secret"/> in messages; a statement whose text names the table <c>secrets</c>, and any unknown one, has all columns masked.</summary>
internal sealed class FakeRules : IPgRules
{
    public const string MaskedColumn = "ssn";
    public const string Secret = "078-05-1120";
    public const string Mask = "***";

    public int SchemaChanges { get; private set; }

    public bool MasksNothing { get; init; }

    /// <summary>How many times a catalogue is found to be too old.</summary>
    public int OldCatalogues { get; set; }

    public StatementMasking MaskingFor(SqlAnalysis? statement) => new Masking(!MasksNothing && (statement is null || statement.Text.Contains("secrets", StringComparison.Ordinal)));

    public bool NeedsNewerCatalogue(ReadOnlySpan<ResultColumn> columns) => OldCatalogues > 0;

    public bool TryMaskNotification(ReadOnlySpan<byte> payload, IBufferWriter<byte> output) => Replace(payload, output);

    public void SchemaChanged() => SchemaChanges++;

    /// <summary>The last segment after which the target was idle.</summary>
    public int IdleAfter { get; private set; }

    public void Idle(int segment) => IdleAfter = segment;

    private static bool Replace(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        var read = Encoding.UTF8.GetString(text);
        if (!read.Contains(Secret, StringComparison.Ordinal)) return false;
        output.Write(Encoding.UTF8.GetBytes(read.Replace(Secret, Mask, StringComparison.Ordinal)));
        return true;
    }

    private sealed class Masking(bool touchesMasked) : StatementMasking
    {
        public override bool TouchesMasked => touchesMasked;

        public override string? Refusal => null;

        public override string? RefusalRule => null;

        public override string SafeText => "text";

        public override ResultMask PlanResult(int index, ReadOnlySpan<ResultColumn> columns, TokenKey? tokens = null)
        {
            var masks = new ValueMask?[columns.Length];
            for (var i = 0; i < masks.Length; i++) masks[i] = touchesMasked || columns[i].TableOid == 1 ? new Stars() : null;
            return new ResultMask(masks);
        }

        public override CopyMask? PlanCopy(int index, bool isBinary, int columnCount, TokenKey? tokens = null) => touchesMasked ? new Lines() : null;

        public override bool TryMaskMessage(byte field, ReadOnlySpan<byte> value, IBufferWriter<byte> output) => Replace(value, output);
    }

    private sealed class Stars : ValueMask
    {
        public override bool ReadsValue => false;

        public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
        {
            if (value.SequenceEqual("null me"u8)) return MaskOutcome.Null;
            if (value.SequenceEqual("public"u8)) return MaskOutcome.Unchanged;
            output.Write("***"u8);
            return MaskOutcome.Replaced;
        }
    }

    /// <summary>Each line becomes stars.</summary>
    private sealed class Lines : CopyMask
    {
        private bool isInside;

        public override void Feed(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
        {
            foreach (var b in bytes)
            {
                isInside = true;
                if (b == '\n') Complete(output);
            }
        }

        public override void Complete(IBufferWriter<byte> output)
        {
            if (!isInside) return;
            isInside = false;
            output.Write("***\n"u8);
            Rows++;
            MaskedValues++;
        }
    }
}
