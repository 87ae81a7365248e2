using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Azure: account and shared access keys in connection strings, signatures of shared access, secrets of Entra applications, and keys of the form that names its service.</summary>
public sealed class AzureKeyDetector() : KeyDetector("K~%J"u8)
{
    private const int ServiceKey = 84;
    private const int ServiceMark = 52;
    private const int ClientSecretMark = 5;
    private const int ClientSecretShortest = 37;
    private const int ClientSecretLongest = 40;
    /// <summary>43 base64 digits, each of which may be written in three bytes.</summary>
    private const int SignatureLimit = 43 * 3;

    private static readonly SearchValues<byte> base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);
    private static readonly SearchValues<byte> letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);
    private static readonly SearchValues<byte> secret = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~.-"u8);
    private static readonly SearchValues<byte> alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~.-+/=%"u8);

    public override string Word => "azure-key";

    public override DetectorDescription About { get; } = new(
        "Azure keys",
        "Account and shared access keys in connection strings, signatures of shared access (sig=...), client secrets of Entra applications, and service keys that carry their mark (JQQJ99).",
        "Ids of tenants, applications and subscriptions, which are no secrets.",
        ["AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;", "?sv=2024-11-04&sig=Ab%2B3yZ0123456789abcdefghijklmnopqrstuvwxyzA%3D", "abc8Q~0123456789abcdefghijklmnopqrstuvwx"],
        ["72f988bf-86f1-41af-91ab-2d7cd011db47", "PrimaryKey=customer_id", "sig=short%3D"]);

    internal override int AnchorReach => 4;

    private protected override int Reach => SignatureLimit + 16;

    private protected override SearchValues<byte> Alphabet => alphabet;

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset) => utf8[anchor] switch
    {
        (byte)'K' => AccountKey(utf8, offset = anchor + 4, start),
        (byte)'~' => ClientSecret(utf8, offset = anchor - ClientSecretMark, start),
        (byte)'%' => Signature(utf8, anchor, start, out offset),
        _ => Marked(utf8, offset = anchor - ServiceMark, start),
    };

    /// <summary>256 or 512 bits in base64.</summary>
    private static int AccountKey(ReadOnlySpan<byte> utf8, int offset, int start)
    {
        if (offset < start || !KeyForm.At(utf8, offset - 4, 0, "Key="u8)) return 0;
        var from = utf8[offset..];
        var run = KeyForm.Run(from, base64, 87);
        var length = run switch { 43 => 44, 86 => 88, _ => 0 };
        return length > 0 && from.Length >= length && from[run] == (byte)'=' && from[length - 1] == (byte)'=' && (from.Length == length || from[length] != (byte)'=') ? length : 0;
    }

    private static int ClientSecret(ReadOnlySpan<byte> utf8, int offset, int start)
    {
        if (offset < start || utf8[offset + 4] != (byte)'Q' || !char.IsAsciiDigit((char)utf8[offset + 3]) || WordEdge.IsInside(utf8, offset)) return 0;
        // A full stop behind it is the sentence's.
        var run = KeyForm.Run(utf8[offset..], secret, ClientSecretLongest + 2);
        return utf8.Slice(offset, run).TrimEnd((byte)'.').Length is >= ClientSecretShortest and <= ClientSecretLongest and var length ? length : 0;
    }

    private static int Signature(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        offset = start;
        if (utf8.Length < anchor + 3 || utf8[anchor + 1] != (byte)'3' || (utf8[anchor + 2] | 0x20) != (byte)'d') return 0;
        var from = Math.Max(0, anchor - SignatureLimit - 4);
        var name = utf8[from..anchor].LastIndexOf("sig="u8);
        if (name < 0) return 0;
        offset = from + name + 4;
        return offset >= start && Digits(utf8[offset..anchor]) == 43 ? anchor + 3 - offset : 0;
    }

    /// <summary>Base64 digits, percent-encoded or not; -1 for other text.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        for (var i = 0; i < text.Length; i++, digits++)
        {
            if (text[i] == (byte)'%' && i + 2 < text.Length) i += 2;
            else if (!base64.Contains(text[i])) return -1;
        }
        return digits;
    }

    private static int Marked(ReadOnlySpan<byte> utf8, int offset, int start) =>
        KeyForm.At(utf8, offset + ServiceMark, 0, "JQQJ99"u8) && offset >= start && !WordEdge.IsInside(utf8, offset) && KeyForm.Run(utf8[offset..], letters, ServiceKey + 1) == ServiceKey ? ServiceKey : 0;
}
