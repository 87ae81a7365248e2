using System.Buffers;
using System.Text;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Values;

/// <summary>What a method leaves of a text. There is none for <c>null</c>, which leaves nothing.</summary>
internal abstract class TextMask
{
    public static TextMask Redacted { get; } = new RedactMask();

    /// <param name="hashKey">Only <c>hash</c> asks for it.</param>
    /// <returns>Null for the method <c>null</c>. <c>token</c> redacts here: only a named column has something that a token can be compared with.</returns>
    public static TextMask? Of(MaskMethod method, HashKey? hashKey) => method.Kind switch
    {
        MaskKind.Null => null,
        MaskKind.Redact => Redacted,
        MaskKind.Partial => new PartialMask(Math.Max(0, method.KeepFirst), Math.Max(0, method.KeepLast)),
        MaskKind.Hash => new HashMask(hashKey ?? throw new InvalidOperationException("A masking rule hashes, and the installation has no masking key.")),
        MaskKind.Token => Redacted,
        _ => throw new NotSupportedException($"The masking method {method.Kind} cannot be enforced by this version."),
    };

    public abstract bool ReadsValue { get; }

    public abstract void Write(ReadOnlySpan<byte> value, IBufferWriter<byte> output);
}

internal sealed class RedactMask : TextMask
{
    public static ReadOnlySpan<byte> Text => "[redacted]"u8;

    public override bool ReadsValue => false;

    public override void Write(ReadOnlySpan<byte> value, IBufferWriter<byte> output) => output.Write(Text);
}

/// <summary>Keeps characters (Unicode scalars; bytes that are no UTF-8 count singly) at the ends, but never more than half of them: of a value too short for that, none.</summary>
internal sealed class PartialMask(int keepFirst, int keepLast) : TextMask
{
    /// <summary>More stars than this would only tell the length.</summary>
    private const int StarLimit = 64;

    public override bool ReadsValue => true;

    public override void Write(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var count = Count(value);
        if (count == 0)
        {
            output.Write(RedactMask.Text);
            return;
        }
        var kept = (long)keepFirst + keepLast;
        var (first, last) = kept * 2 <= count ? (keepFirst, keepLast) : (0, 0);
        output.Write(value[..Skip(value, first)]);
        var stars = Math.Min(count - first - last, StarLimit);
        output.GetSpan(stars)[..stars].Fill((byte)'*');
        output.Advance(stars);
        if (last > 0) output.Write(value[Skip(value, count - last)..]);
    }

    private static int Count(ReadOnlySpan<byte> value)
    {
        var count = 0;
        for (; !value.IsEmpty; count++) value = value[Length(value)..];
        return count;
    }

    private static int Skip(ReadOnlySpan<byte> value, int characters)
    {
        var at = 0;
        for (; characters > 0; characters--) at += Length(value[at..]);
        return at;
    }

    private static int Length(ReadOnlySpan<byte> value) =>
        value[0] < 0x80 || Rune.DecodeFromUtf8(value, out _, out var length) != OperationStatus.Done ? 1 : length;
}

/// <summary>Equal values of one connection have equal hashes; without the key nobody can try values out.</summary>
internal sealed class HashMask(HashKey key) : TextMask
{
    private const int Shown = 8;

    public override bool ReadsValue => true;

    public override void Write(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        Span<byte> mac = stackalloc byte[Shown];
        key.Hash(value, mac);
        var text = output.GetSpan(2 + (2 * Shown));
        "h_"u8.CopyTo(text);
        Convert.TryToHexStringLower(mac, text[2..], out var written);
        output.Advance(2 + written);
    }
}
