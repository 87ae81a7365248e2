using System.Buffers;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Passwords, tokens and keys of no particular form: a value that looks random beside a name that says so, as in <c>password=</c>, <c>"api_key": "..."</c> or <c>--token ...</c>.</summary>
public sealed class HighEntropyDetector : IDetector
{
    private const int Longest = 512;
    /// <summary>From the end of the name to its value: spaces, quotes, a sign, and a word such as Bearer.</summary>
    private const int GapLimit = 16;

    private static readonly SearchValues<byte> anchors = SearchValues.Create("=: "u8);
    private static readonly SearchValues<byte> valueBytes = SearchValues.Create([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~+/=!@#$%^*-?"u8, .. Enumerable.Range(128, 128).Select(i => (byte)i)]);

    public string Word => "high-entropy";

    public DetectorGroup Group => DetectorGroup.Credentials;

    public DetectorDescription About { get; } = new(
        "Passwords beside their name",
        "Values that look random beside a name that says what they are: password, secret, token, API key and the like, in assignments, JSON, headers and command lines.",
        "Values that are plain words, short or simple passwords, placeholders such as ${PASSWORD}, calls in code, and whatever has no such name beside it.",
        ["password=Tr0ub4dor!3xQ", "\"api_key\": \"9f86d081884c7d659a2feaa0c55ad015\"", "--token q8Zr1vXw02LmPk7T", "Authorization: Basic YWRhOmNvcnJlY3QgaG9yc2U2"],
        ["password=changeme", "token: ${API_TOKEN}", "secret = vault.read(path1)", "max_tokens: 4096", "sha256: 9f86d081884c7d659a2feaa0c55ad015", "password_changed_at: 2026-11-21T10:00:00Z"]);

    public bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length)
    {
        for (var at = Math.Max(0, start - GapLimit); at < utf8.Length; at++)
        {
            var skip = utf8[at..].IndexOfAny(anchors);
            if (skip < 0) break;
            at += skip;
            offset = ValueAt(utf8, at);
            if (offset < start || offset >= utf8.Length) continue;
            length = KeyForm.Run(utf8[offset..], valueBytes, Longest);
            if (length > 0 && IsSecret(utf8, offset, length)) return true;
        }
        offset = length = 0;
        return false;
    }

    public int OpenFrom(ReadOnlySpan<byte> utf8, int start)
    {
        for (var at = Math.Max(0, start - GapLimit); at < utf8.Length; at++)
        {
            var skip = utf8[at..].IndexOfAny(anchors);
            if (skip < 0) break;
            at += skip;
            var offset = ValueAt(utf8, at);
            if (offset < 0) continue;
            // What may yet be a scheme before the value (Bearer), or may not be read to its end.
            if (utf8.Length - offset <= Longest && !utf8[Math.Min(offset, utf8.Length)..].ContainsAnyExcept(valueBytes)) return Math.Max(start, Math.Min(offset, utf8.Length));
        }
        return utf8.Length;
    }

    /// <summary>Where the value begins that a name before <paramref name="anchor"/> announces; -1 where none does.</summary>
    private static int ValueAt(ReadOnlySpan<byte> utf8, int anchor)
    {
        var isSpace = utf8[anchor] == (byte)' ';
        if (isSpace && (anchor == 0 || !SecretNames.MayEnd(utf8[anchor - 1]))) return -1;
        var before = utf8[..anchor];
        if (!isSpace) before = before.TrimEnd("\"'`\\] "u8);
        if (anchor - before.Length > 4 || !SecretNames.EndName(before)) return -1;
        var at = anchor + 1;
        for (var end = Math.Min(utf8.Length, at + 8); at < end && utf8[at] is (byte)' ' or (byte)'"' or (byte)'\'' or (byte)'\\' or (byte)'`' or (byte)'=' or (byte)'>' or (byte)':'; at++)
        {
        }
        var rest = utf8[at..];
        return rest.StartsWith("Bearer "u8) || rest.StartsWith("bearer "u8) ? at + 7 : rest.StartsWith("Basic "u8) || rest.StartsWith("basic "u8) || rest.StartsWith("token "u8) ? at + 6 : at;
    }

    private static bool IsSecret(ReadOnlySpan<byte> utf8, int offset, int length)
    {
        var end = offset + length;
        // A call or an index: code that computes the value.
        if (end < utf8.Length && utf8[end] is (byte)'(' or (byte)'[' or (byte)'{') return false;
        return SecretShape.LooksRandom(utf8[offset..end]);
    }
}
