namespace HoopLike.Shared.Masking.Bodies;

/// <summary>What stands before a field's value, so that detectors which ask for a name beside it find one.</summary>
internal sealed class FieldText
{
    private const int Longest = 128;

    /// <summary>In bytes, with the sign behind the name.</summary>
    public const int Limit = Longest + 8;

    private readonly byte[] bytes = new byte[Limit];
    private int length;

    public ReadOnlySpan<byte> Text => bytes.AsSpan(0, length);

    /// <param name="name">Of a long one the end counts.</param>
    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> sign)
    {
        if (name.Length > Longest) name = name[^Longest..];
        name.CopyTo(bytes);
        sign.CopyTo(bytes.AsSpan(name.Length));
        length = name.Length + sign.Length;
    }

    public void Clear() => length = 0;
}
