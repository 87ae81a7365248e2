namespace HoopLike.Shared.Masking.Detectors;

/// <summary>This gateway's own keys of service accounts, <c>hlk_...</c>.</summary>
public sealed class HoopLikeKeyDetector() : KeyDetector("_"u8)
{
    public override string Word => "hooplike-key";

    public override DetectorDescription About { get; } = new(
        "HoopLike keys",
        "This gateway's own keys of service accounts, which begin with hlk_.",
        "The prefix alone, and hlk_ inside a longer word.",
        ["hlk_0123456789abcdefghijklmnopqrstuv", "password=hlk_0123456789abcdefghijklmnopqrstuv", "Bearer hlk_0123456789abcdefghijklmnopqrstuv"],
        ["hlk_short", "0hlk_0123456789abcdefghijklmnopqrstuv", "the prefix hlk_"]);

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        offset = anchor - 3;
        return KeyForm.StandsAt(utf8, offset, start, "hlk_"u8) ? KeyForm.Tail(utf8[offset..], 4, 16) : 0;
    }
}
