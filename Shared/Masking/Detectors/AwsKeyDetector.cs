using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>AWS: ids of access keys, long-lived and temporary; secret access keys beside their name; and keys of Bedrock.</summary>
public sealed class AwsKeyDetector() : KeyDetector("IK_"u8)
{
    private const int IdLength = 20;
    private const int SecretLength = 40;
    private const int SeparatorLimit = 8;

    private static readonly SearchValues<byte> upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);
    private static readonly SearchValues<byte> base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);
    private static readonly SearchValues<byte> alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    public override string Word => "aws-key";

    public override DetectorDescription About { get; } = new(
        "AWS keys",
        "Ids of access keys (AKIA..., ASIA...), secret access keys beside their name (aws_secret_access_key = ...), and Bedrock's keys (ABSK...).",
        "Forty letters and digits without a name beside them, and ids of roles and users, which are no secrets.",
        ["AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "{\"SecretAccessKey\": \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\"}"],
        ["XAKIAIOSFODNN7EXAMPLE", "AIDACKCEVSQ6C2EXAMPLE", "da39a3ee5e6b4b0d3255bfef95601890afd80709"]);

    internal override int AnchorReach => 4 + SeparatorLimit;

    private protected override int Reach => KeyForm.Longest + 64;

    private protected override SearchValues<byte> Alphabet => alphabet;

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset) => utf8[anchor] switch
    {
        (byte)'I' => Id(utf8, offset = anchor - 2, start),
        (byte)'_' => NamedBy(utf8, anchor, "_key"u8, "access"u8, "secret"u8, start, out offset),
        _ => KeyForm.StandsAt(utf8, offset = anchor - 3, start, "ABSK"u8) ? Bedrock(utf8[offset..]) : NamedBy(utf8, anchor, "Key"u8, "Access"u8, "Secret"u8, start, out offset),
    };

    private static int Id(ReadOnlySpan<byte> utf8, int offset, int start)
    {
        if (!KeyForm.StandsAt(utf8, offset, start, "AKIA"u8) && !KeyForm.StandsAt(utf8, offset, start, "ASIA"u8)) return 0;
        return KeyForm.Run(utf8[offset..], upper, IdLength + 1) == IdLength && !(utf8.Length > offset + IdLength && char.IsAsciiLetter((char)utf8[offset + IdLength])) ? IdLength : 0;
    }

    /// <summary><c>aws_secret_access_key</c>, <c>SecretAccessKey</c>, <c>secretAccessKey</c>, <c>aws_secret_key</c>: the value behind it.</summary>
    private static int NamedBy(ReadOnlySpan<byte> utf8, int anchor, ReadOnlySpan<byte> key, ReadOnlySpan<byte> access, ReadOnlySpan<byte> secret, int start, out int offset)
    {
        offset = anchor + key.Length;
        if (!utf8[anchor..].StartsWith(key)) return 0;
        var name = utf8[..anchor];
        if (name.EndsWith(access)) name = name[..^access.Length].TrimEnd((byte)'_');
        if (!name.EndsWith(secret) && !name.EndsWith("secret"u8)) return 0;
        return KeyForm.TryPassSeparator(utf8, ref offset, SeparatorLimit) && offset >= start && KeyForm.Run(utf8[offset..], alphabet, SecretLength + 1) == SecretLength
            && KeyForm.Run(utf8[offset..], base64, SecretLength) == SecretLength ? SecretLength : 0;
    }

    private static int Bedrock(ReadOnlySpan<byte> from) => KeyForm.Run(from, alphabet, KeyForm.Longest + 32) is >= 110 and var run ? run : 0;
}
