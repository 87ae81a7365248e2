namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Private keys in PEM (RFC 7468), OpenSSH's and PGP's: from the begin line to the end line, or to the end of the text or string that they stand in.</summary>
public sealed class PrivateKeyDetector() : KeyDetector("G"u8)
{
    private const int LabelLimit = 80;
    /// <summary>No private key is longer.</summary>
    private const int LengthLimit = 64 * 1024;
    /// <summary>Of the begin line, before its G.</summary>
    private const int AnchorAt = 7;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;
    private static ReadOnlySpan<byte> End => "-----END "u8;
    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    public override string Word => "private-key";

    public override DetectorDescription About { get; } = new(
        "Private keys",
        "Private keys in PEM, of OpenSSH and of PGP, from their begin line to their end line, also on one line with \\n between.",
        "Certificates and public keys, which are public.",
        ["-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1rZXktdjEA\\n-----END OPENSSH PRIVATE KEY-----", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEI"],
        ["-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", "the words PRIVATE KEY alone"]);

    public override int OpenFrom(ReadOnlySpan<byte> utf8, int start)
    {
        for (var at = start; at < utf8.Length; at++)
        {
            var skip = utf8[at..].IndexOf(Begin);
            if (skip < 0) break;
            at += skip;
            var rest = utf8[at..];
            var length = Read(rest, out var isOpen);
            if (isOpen) return at;
            if (length > 0) at += length - 1;
        }
        return OpenText.Prefix(utf8, start, Begin);
    }

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        offset = anchor - AnchorAt;
        return KeyForm.At(utf8, offset, start, Begin) ? Read(utf8[offset..], out _) : 0;
    }

    /// <param name="isOpen">More text could change the answer.</param>
    private static int Read(ReadOnlySpan<byte> from, out bool isOpen)
    {
        isOpen = from.Length < LengthLimit;
        if (from.Length > LengthLimit) from = from[..LengthLimit];
        var label = from[Begin.Length..Math.Min(from.Length, LabelLimit)];
        var labelEnd = label.IndexOfAny((byte)'-', (byte)'"');
        if (labelEnd >= 0) label = label[..labelEnd];
        if (label.IndexOf("PRIVATE KEY"u8) < 0)
        {
            isOpen = labelEnd < 0 && from.Length < LabelLimit;
            return 0;
        }
        var quote = from.IndexOf((byte)'"');
        if (quote >= 0)
        {
            from = from[..quote];
            isOpen = false;
        }
        var end = from.IndexOf(End);
        var dashes = end < 0 ? -1 : from[(end + End.Length)..].IndexOf(Dashes);
        if (dashes < 0) return from.Length;
        isOpen = false;
        return end + End.Length + dashes + Dashes.Length;
    }
}
