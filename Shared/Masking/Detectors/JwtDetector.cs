using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>JSON web tokens (RFC 7519), signed and encrypted (RFC 7516): base64url parts with dots between, the first a JSON object.</summary>
public sealed class JwtDetector() : KeyDetector("J"u8)
{
    /// <summary>Longer ones do not occur; without bounds, text made of beginnings alone would be read again and again.</summary>
    private const int HeaderLimit = 8 * 1024;
    private const int LengthLimit = 64 * 1024;
    private const int LookBack = 64;
    private const int ShortestHeader = 10;
    private const int ShortestPart = 8;
    private const int MostParts = 5;

    private static readonly SearchValues<byte> tokenOrDot = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."u8);

    private static ReadOnlySpan<byte> Begin => "eyJ"u8;

    public override string Word => "jwt";

    public override DetectorDescription About { get; } = new(
        "JSON web tokens",
        "Signed and encrypted JSON web tokens, as sign-ins and APIs hand them out, wherever they stand.",
        "A header alone, and other text in base64.",
        ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UifQ.c2lnbmF0dXJl", "?id_token=eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ."],
        ["eyJhbGciOiJIUzI1NiJ9 alone", "eyJust a word", "header.payload.signature"]);

    public override int OpenFrom(ReadOnlySpan<byte> utf8, int start)
    {
        for (var at = OpenText.Run(utf8, start, tokenOrDot, LengthLimit); at < utf8.Length; at++)
        {
            var skip = utf8[at..].IndexOf(Begin);
            if (skip < 0) break;
            at += skip;
            var rest = utf8[at..];
            var dot = rest.IndexOf((byte)'.');
            if (dot < 0 ? rest.Length <= HeaderLimit : dot is >= ShortestHeader and <= HeaderLimit && rest.Count((byte)'.') < MostParts) return at;
        }
        return OpenText.Prefix(utf8, start, Begin);
    }

    internal override int ReadAt(ReadOnlySpan<byte> utf8, int anchor, int start, out int offset)
    {
        offset = anchor - 2;
        return KeyForm.At(utf8, offset, start, Begin) && !HasBegunBefore(utf8, offset) ? Read(utf8[offset..]) : 0;
    }

    /// <summary>What began shortly before in the same run of letters was no token, and so this is none either.</summary>
    private static bool HasBegunBefore(ReadOnlySpan<byte> utf8, int offset)
    {
        var before = utf8[Math.Max(0, offset - LookBack)..offset];
        return before[(before.LastIndexOfAnyExcept(OpenText.KeyBytes) + 1)..].IndexOf(Begin) >= 0;
    }

    private static int Read(ReadOnlySpan<byte> from)
    {
        var header = KeyForm.Run(from, OpenText.KeyBytes, HeaderLimit + 1);
        if (header is < ShortestHeader or > HeaderLimit) return 0;
        if (from.Length > LengthLimit) from = from[..LengthLimit];
        var (end, longest) = (header, 0);
        for (var part = 1; part < MostParts && end < from.Length && from[end] == (byte)'.'; part++)
        {
            var run = KeyForm.Run(from[(end + 1)..], OpenText.KeyBytes, from.Length);
            longest = Math.Max(longest, run);
            // The second part is empty only where a token is encrypted to a key that both sides have.
            if (part <= 2 && run is > 0 and < ShortestPart && longest < ShortestPart) return 0;
            end += 1 + run;
        }
        return longest >= ShortestPart ? end : 0;
    }
}
