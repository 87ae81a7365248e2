using System.Buffers;
using System.Text.Unicode;
using HoopLike.Shared.Masking.Bodies.Json;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Bodies;

/// <summary>A string value that a rule masks whole while it comes. One that is longer than <see cref="Limit"/> bytes is redacted, whatever the method.</summary>
internal sealed class MaskedValue(MaskMethod method, HashKey? hashKey) : IStringTaker
{
    public const int Limit = 64 * 1024;

    private readonly TextMask? mask = TextMask.Of(method, hashKey);
    private readonly ArrayBufferWriter<byte> value = new(64);
    private bool isLong;

    /// <summary>Nothing stands for it.</summary>
    public bool IsNull => mask is null;

    public void Append(ReadOnlySpan<byte> text)
    {
        if (mask is null or RedactMask) return;
        if (value.WrittenCount + text.Length > Limit) isLong = true;
        else if (!isLong) value.Write(text);
    }

    /// <summary>What the method leaves; nothing for <c>null</c>.</summary>
    public ReadOnlySpan<byte> Text()
    {
        if (mask is null) return [];
        if (isLong) return RedactMask.Text;
        var masked = new ArrayBufferWriter<byte>(64);
        mask.Write(value.WrittenSpan, masked);
        return Utf8.IsValid(masked.WrittenSpan) ? masked.WrittenSpan : RedactMask.Text;
    }
}
