using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Credentials that tell themselves by their form: JWTs, AWS key ids, tokens of GitHub, Stripe, Slack and Google, PEM private keys, and our own <c>hlk_</c> keys.</summary>
public sealed class SecretDetector : IDetector
{
    private const int Shortest = 16;

    /// <summary>Longer headers do not occur; without a bound, text made of the anchor alone would be read again and again.</summary>
    private const int JwtHeaderLimit = 1024;

    /// <summary>Each form has one byte that ordinary text seldom has: the search stops there only.</summary>
    private static readonly SearchValues<byte> anchors = SearchValues.Create("_JIxG"u8);
    private static readonly SearchValues<byte> token = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"u8);
    private static readonly SearchValues<byte> upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    public string Word => "secret";

    public DetectorDescription About { get; } = new(
        "Secrets and keys",
        "Credentials that tell themselves by their form: JSON web tokens, AWS key ids, tokens of GitHub, Stripe, Slack and Google, private keys in PEM, and this gateway's own keys (hlk_...).",
        "Passwords and keys without such a form (nothing tells them from other words), test keys, and certificates, which are public.",
        ["AKIAIOSFODNN7EXAMPLE", "token=ghp_0123456789abcdefghijklmnopqrstuvwxyz", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END PRIVATE KEY-----"],
        ["correct horse battery staple", "XAKIAIOSFODNN7EXAMPLE", "hlk_short", "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----"]);

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        if (utf8.Length - start >= Shortest)
        {
            for (var at = start; at < utf8.Length; at++)
            {
                var skip = utf8[at..].IndexOfAny(anchors);
                if (skip < 0) break;
                at += skip;
                length = Read(utf8, at, start, out offset);
                if (length > 0) return true;
            }
        }
        offset = length = 0;
        return false;
    }

    private static int Read(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset) => utf8[anchor] switch
    {
        (byte)'_' => Prefixed(utf8, anchor, start, out offset),
        (byte)'J' => At(utf8, offset = anchor - 2, start, "eyJ"u8) ? Jwt(utf8[offset..]) : 0,
        (byte)'I' => CloudKey(utf8, anchor, start, out offset),
        (byte)'x' => At(utf8, offset = anchor, start, "xox"u8) && !WordEdge.IsInside(utf8, offset) ? Slack(utf8[offset..]) : 0,
        _ => At(utf8, offset = anchor - 7, start, "-----BEGIN "u8) ? PrivateKey(utf8[offset..]) : 0,
    };

    private static int Prefixed(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        offset = anchor - 3;
        if (StandsAt(utf8, offset, start, "hlk_"u8)) return Tail(utf8[offset..], 4, 16);
        if (StandsAt(utf8, offset, start, "ghp_"u8) || StandsAt(utf8, offset, start, "gho_"u8) || StandsAt(utf8, offset, start, "ghu_"u8) || StandsAt(utf8, offset, start, "ghs_"u8) || StandsAt(utf8, offset, start, "ghr_"u8)) return Tail(utf8[offset..], 4, 20);
        offset = anchor - 6;
        if (StandsAt(utf8, offset, start, "github_pat_"u8)) return Tail(utf8[offset..], 11, 20);
        offset = anchor - 2;
        return StandsAt(utf8, offset, start, "sk_live_"u8) || StandsAt(utf8, offset, start, "rk_live_"u8) ? Tail(utf8[offset..], 8, 10) : 0;
    }

    private static int CloudKey(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        offset = anchor - 1;
        if (StandsAt(utf8, offset, start, "AIza"u8)) return Tail(utf8[offset..], 4, 35);
        offset = anchor - 2;
        if (!StandsAt(utf8, offset, start, "AKIA"u8) && !StandsAt(utf8, offset, start, "ASIA"u8)) return 0;
        return Run(utf8[offset..], upper) == 20 && !(utf8.Length > offset + 20 && char.IsAsciiLetter((char)utf8[offset + 20])) ? 20 : 0;
    }

    /// <summary>RFC 7519 and 7516: base64url parts with dots between, the first an object.</summary>
    private static int Jwt(ReadOnlySpan<byte> from)
    {
        var header = Run(from[..Math.Min(from.Length, JwtHeaderLimit)], token);
        if (header < 10) return 0;
        var end = header;
        for (var part = 1; part < 5 && end < from.Length && from[end] == (byte)'.'; part++)
        {
            var run = Run(from[(end + 1)..], token);
            if (part == 1 && run < 8) return 0;
            end += 1 + run;
        }
        return end > header ? end : 0;
    }

    private static int Slack(ReadOnlySpan<byte> from) =>
        from.Length > 5 && char.IsAsciiLetterLower((char)from[3]) && from[4] == (byte)'-' ? Tail(from, 5, 10) : 0;

    /// <summary>RFC 7468: to the end line, or to the end of the text or of the string that it stands in.</summary>
    private static int PrivateKey(ReadOnlySpan<byte> from)
    {
        var label = from[..Math.Min(from.Length, 80)];
        if (label.IndexOf("PRIVATE KEY"u8) < 0) return 0;
        var quote = from.IndexOf((byte)'"');
        if (quote >= 0) from = from[..quote];
        var end = from.IndexOf("-----END "u8);
        if (end < 0) return from.Length;
        var dashes = from[(end + 9)..].IndexOf("-----"u8);
        return dashes < 0 ? from.Length : end + 9 + dashes + 5;
    }

    private static int Tail(ReadOnlySpan<byte> from, int prefix, int shortest)
    {
        var run = Run(from[prefix..], token);
        return run >= shortest ? prefix + run : 0;
    }

    private static int Run(ReadOnlySpan<byte> from, SearchValues<byte> of)
    {
        var end = from.IndexOfAnyExcept(of);
        return end < 0 ? from.Length : end;
    }

    private static bool At(ReadOnlySpan<byte> utf8, int offset, int start, ReadOnlySpan<byte> prefix) => offset >= start && utf8[offset..].StartsWith(prefix);

    /// <summary>Not within a word: <c>task_live_…</c> and <c>weighs_…</c> are names of columns and files.</summary>
    private static bool StandsAt(ReadOnlySpan<byte> utf8, int offset, int start, ReadOnlySpan<byte> prefix) => At(utf8, offset, start, prefix) && !WordEdge.IsInside(utf8, offset);
}
