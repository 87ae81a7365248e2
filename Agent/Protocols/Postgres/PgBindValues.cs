using System.Text;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Masking;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>A Bind's parameters in the form that may be recorded and shown.</summary>
internal static class PgBindValues
{
    /// <summary>Beyond this a value is shown cut: recordings and tickets are read by people.</summary>
    private const int ValueLimit = 8 * 1024;

    private const string Redacted = "[redacted]";

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null for a simple query.</summary>
    /// <param name="touchesMasked">Every value could be one of a masked column: none is shown.</param>
    // Int16 count, Int16 formats; Int16 count, (Int32 length, bytes) values
    public static IReadOnlyList<string?>? Describe(PgOperationState operation, bool touchesMasked, SessionMasking masking)
    {
        if (!operation.HasBind) return null;
        if (operation.IsBindCut) return ["(parameters of more than 1 MiB)"];
        var reader = new WireReader(operation.Bind.Span, "Bind");
        var formats = new short[(ushort)reader.ReadInt16()];
        for (var i = 0; i < formats.Length; i++) formats[i] = reader.ReadInt16();
        var count = (ushort)reader.ReadInt16();
        if (count == 0) return [];
        var values = new string?[count];
        for (var i = 0; i < count; i++)
        {
            var length = reader.ReadInt32();
            if (length < 0) continue;
            var value = reader.ReadBytes(length);
            var format = formats.Length switch { 0 => (short)0, 1 => formats[0], _ => i < formats.Length ? formats[i] : (short)0 };
            values[i] = touchesMasked ? Redacted : Show(value, format, masking);
        }

        return values;
    }

    /// <summary>The values as they came, for the digest that an approval is bound to.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>?> Raw(PgOperationState operation) =>
        !operation.HasBind ? [] : [operation.IsBindCut ? operation.BindDigest ?? [] : operation.Bind.Span.ToArray()];

    private static string Show(ReadOnlySpan<byte> value, short format, SessionMasking masking)
    {
        // A binary value that is not text has its meaning in a type that only the server knows: it is shown in hexadecimal.
        var cut = value.Length > ValueLimit ? value[..ValueLimit] : value;
        using var masked = new WireBuffer(256);
        var shown = masking.TryMaskText(cut, masked) ? masked.Span : cut;
        var text = format == 0 || IsText(shown) ? Encoding.UTF8.GetString(shown) : "\\x" + Convert.ToHexStringLower(shown);
        return cut.Length < value.Length ? $"{text}… ({value.Length} bytes)" : text;
    }

    private static bool IsText(ReadOnlySpan<byte> value)
    {
        if (value.IndexOfAnyInRange((byte)0, (byte)8) >= 0) return false;
        try
        {
            _ = strict.GetCharCount(value);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
