using System.Buffers;

namespace HoopLike.Shared.Masking.Values;

/// <summary>SQL NULL for every value: the method <c>null</c>, and every method where the type cannot carry a mask.</summary>
internal sealed class NullMask : ValueMask
{
    public static NullMask Instance { get; } = new();

    public override bool ReadsValue => false;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output) => MaskOutcome.Null;
}

/// <summary>A mask over the whole value of a string type, whose binary form is its text.</summary>
internal sealed class StringMask(TextMask mask) : ValueMask
{
    public override bool ReadsValue => mask.ReadsValue;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        mask.Write(value, output);
        return MaskOutcome.Replaced;
    }
}

/// <summary>char(n), which is filled up with blanks that do not count: two of different lengths are equal.</summary>
internal sealed class PaddedMask(TextMask mask) : ValueMask
{
    public override bool ReadsValue => mask.ReadsValue;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        mask.Write(value.TrimEnd((byte)' '), output);
        return MaskOutcome.Replaced;
    }
}

/// <summary>A JSON string in place of a JSON document. The binary form of jsonb begins with a version byte.</summary>
internal sealed class JsonMask(TextMask mask, bool isVersioned) : ValueMask
{
    /// <summary>Characters kept of a document would be braces and quotes.</summary>
    private readonly TextMask mask = mask is PartialMask ? TextMask.Redacted : mask;

    public override bool ReadsValue => mask.ReadsValue;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (isVersioned) output.Write("\u0001"u8);
        output.Write("\""u8);
        mask.Write(isVersioned && !value.IsEmpty ? value[1..] : value, output);
        output.Write("\""u8);
        return MaskOutcome.Replaced;
    }
}
