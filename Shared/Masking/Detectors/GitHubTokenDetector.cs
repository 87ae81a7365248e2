namespace HoopLike.Shared.Masking.Detectors;

/// <summary>GitHub's tokens: personal (classic and fine-grained), OAuth, user-to-server, server-to-server and refresh tokens.</summary>
public sealed class GitHubTokenDetector() : KeyDetector("_"u8)
{
    private const int Shortest = 20;

    public override string Word => "github-token";

    public override DetectorDescription About { get; } = new(
        "GitHub tokens",
        "Tokens that begin with ghp_, gho_, ghu_, ghs_, ghr_ or github_pat_.",
        "Old tokens of 40 hexadecimal digits, which look like any commit's hash.",
        ["token=ghp_0123456789abcdefghijklmnopqrstuvwxyz", "github_pat_0123456789abcdefghijkl_0123456789", "https://x:ghs_0123456789abcdefghijklmnopqrstuvwxyz@github.com"],
        ["ghp_short", "weighs_per_unit_of_measurement_0123456789", "da39a3ee5e6b4b0d3255bfef95601890afd80709"]);

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        offset = anchor - 3;
        if (KeyForm.StandsAt(utf8, offset, start, "gh"u8) && utf8[offset + 2] is (byte)'p' or (byte)'o' or (byte)'u' or (byte)'s' or (byte)'r') return KeyForm.Tail(utf8[offset..], 4, Shortest);
        offset = anchor - 6;
        return KeyForm.StandsAt(utf8, offset, start, "github_pat_"u8) ? KeyForm.Tail(utf8[offset..], 11, Shortest) : 0;
    }
}
