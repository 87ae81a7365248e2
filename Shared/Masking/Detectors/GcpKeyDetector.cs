namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Google Cloud's API keys (<c>AIza...</c>) and secrets of OAuth clients (<c>GOCSPX-...</c>). The private key of a service account is <see cref="PrivateKeyDetector"/>'s.</summary>
public sealed class GcpKeyDetector() : KeyDetector("IG"u8)
{
    public override string Word => "gcp-key";

    public override DetectorDescription About { get; } = new(
        "Google Cloud keys",
        "API keys (AIza...) and secrets of OAuth clients (GOCSPX-...). The key file of a service account is found by its private key.",
        "Access tokens of an hour (ya29.), and ids of clients and projects, which are no secrets.",
        ["AIzaSyA0123456789abcdefghijklmnopqrstuv", "key=AIzaSyA0123456789abcdefghijklmnopqrstuv&q=x", "GOCSPX-0123456789abcdefghijklmnopqr"],
        ["AIzaShort", "shop-prod-417203", "1234567890-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"]);

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        offset = anchor;
        if (utf8[anchor] == (byte)'G') return KeyForm.StandsAt(utf8, offset, start, "GOCSPX-"u8) ? KeyForm.Tail(utf8[offset..], 7, 28) : 0;
        offset = anchor - 1;
        return KeyForm.StandsAt(utf8, offset, start, "AIza"u8) ? KeyForm.Tail(utf8[offset..], 4, 35) : 0;
    }
}
