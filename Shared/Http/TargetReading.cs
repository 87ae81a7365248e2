using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace HoopLike.Shared.Http;

/// <summary>Brings a request target into its canonical form, or says why not.</summary>
internal static class TargetReading
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly SearchValues<char> unreserved = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> inPath = SearchValues.Create(Unreserved + SubDelimiters + ":@/");
    private static readonly SearchValues<char> inQuery = SearchValues.Create(Unreserved + SubDelimiters + ":@/?");
    private static readonly SearchValues<char> inAuthority = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._:[]");

    public static (HttpTarget? Target, string? Refusal) Read(string wire)
    {
        if (wire.Length == 0) return No("The request target is empty.");
        if (wire.Length > HttpTarget.Longest) return No($"The request target is longer than {HttpTarget.Longest} characters.");
        if (wire.AsSpan().IndexOfAnyExceptInRange('!', '~') is var odd and >= 0)
            return No(wire[odd] > '~' ? "The request target holds a character outside ASCII that is not escaped." : "The request target holds a space or a control character.");
        if (wire.Contains('#', StringComparison.Ordinal)) return No("The request target has a fragment (#), which stays with the client.");

        string? authority = null;
        var rest = wire.AsSpan();
        if (rest[0] != '/')
        {
            var begin = rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : 0;
            if (begin == 0) return No("The request target is neither a path nor an http address: CONNECT and * are not forwarded.");
            var end = rest[begin..].IndexOfAny('/', '?');
            authority = rest[begin..(end < 0 ? rest.Length : begin + end)].ToString().ToLowerInvariant();
            if (authority.Length == 0 || authority.AsSpan().ContainsAnyExcept(inAuthority)) return No("The request target's host is empty, or holds user information or other characters that no host has.");
            rest = end < 0 ? [] : rest[(begin + end)..];
        }

        var mark = rest.IndexOf('?');
        var rawPath = mark < 0 ? rest : rest[..mark];
        string? query = null;
        if (mark >= 0)
        {
            (query, var wrong) = Query(rest[(mark + 1)..]);
            if (wrong is not null) return No(wrong);
        }

        if (IsCanonicalAlready(rawPath))
        {
            var same = rawPath.Length == wire.Length ? wire : rawPath.ToString();
            return (new HttpTarget(same, query, authority, same), null);
        }

        var (path, decoded, refusal) = Path(rawPath);
        return refusal is null ? (new HttpTarget(path, query, authority, decoded), null) : No(refusal);
    }

    private static (HttpTarget?, string?) No(string why) => (null, why);

    /// <summary>The usual case, without a walk over its segments.</summary>
    private static bool IsCanonicalAlready(ReadOnlySpan<char> path) =>
        path.Length > 0 && !path.ContainsAnyExcept(inPath) && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal) && !path.Contains(';');

    private static (string Path, string Decoded, string? Refusal) Path(ReadOnlySpan<char> raw)
    {
        var (segments, decodedSegments) = (new List<string>(), new List<string>());
        var endsInSlash = false;
        foreach (var range in raw.Split('/'))
        {
            var segment = Canonical(raw[range], inPath, out var wrong);
            if (wrong is not null) return ("", "", wrong);
            endsInSlash = segment is "" or "." or "..";
            switch (segment)
            {
                case "" or ".": continue;
                case "..":
                    if (segments.Count == 0) continue;
                    segments.RemoveAt(segments.Count - 1);
                    decodedSegments.RemoveAt(decodedSegments.Count - 1);
                    continue;
            }

            if (Decoded(segment) is not { } decoded) return ("", "", "The path holds escapes that are no UTF-8.");
            if (WhyRefused(decoded) is { } why) return ("", "", why);
            segments.Add(segment);
            decodedSegments.Add(decoded);
        }

        var end = endsInSlash && segments.Count > 0 ? "/" : "";
        return ($"/{string.Join('/', segments)}{end}", $"/{string.Join('/', decodedSegments)}{end}", null);
    }

    private static string? WhyRefused(string segment)
    {
        if (segment.Contains('/', StringComparison.Ordinal)) return "The path holds an escaped slash (%2F), which servers read differently.";
        if (segment.Contains('\\', StringComparison.Ordinal)) return "The path holds a backslash, which servers read differently.";
        if (segment.Any(char.IsControl)) return "The path holds an escaped control character.";
        var undotted = segment.AsSpan().TrimStart('.');
        if (undotted.Length < segment.Length && undotted is [';', ..]) return "The path holds a dot segment with a parameter (..;), which servers read differently.";
        if (!segment.AsSpan().ContainsAnyExcept(' ', '.')) return "The path holds a segment of dots and spaces, which servers read differently.";
        for (var i = 0; i + 2 < segment.Length; i++)
            if (segment[i] == '%' && char.IsAsciiHexDigit(segment[i + 1]) && char.IsAsciiHexDigit(segment[i + 2])) return "The path is escaped twice (%25 and two hexadecimal digits), which servers read differently.";
        return null;
    }

    private static (string Query, string? Refusal) Query(ReadOnlySpan<char> raw)
    {
        if (!raw.ContainsAnyExcept(inQuery)) return (raw.ToString(), null);
        var query = Canonical(raw, inQuery, out var wrong);
        if (wrong is not null) return ("", wrong);
        if (Decoded(query) is not { } decoded) return ("", "The query holds escapes that are no UTF-8.");
        return decoded.Contains('\0', StringComparison.Ordinal) ? ("", "The query holds an escaped NUL.") : (query, null);
    }

    private static string Canonical(ReadOnlySpan<char> raw, SearchValues<char> allowed, out string? refusal)
    {
        refusal = null;
        if (!raw.ContainsAnyExcept(allowed)) return raw.ToString();
        var text = new StringBuilder(raw.Length + 16);
        for (var i = 0; i < raw.Length; i++)
        {
            var c = raw[i];
            if (c == '%')
            {
                if (i + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[i + 1]) || !char.IsAsciiHexDigit(raw[i + 2]))
                {
                    refusal = "The request target holds a % that begins no escape.";
                    return "";
                }

                c = (char)byte.Parse(raw.Slice(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                i += 2;
                if (unreserved.Contains(c)) text.Append(c);
                else Escape(text, c);
            }
            else if (allowed.Contains(c))
            {
                text.Append(c);
            }
            else
            {
                Escape(text, c);
            }
        }

        return text.ToString();
    }

    private static void Escape(StringBuilder text, char c) => text.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");

    /// <summary>Null where the bytes are no UTF-8, overlong forms and surrogates included.</summary>
    private static string? Decoded(string canonical)
    {
        if (!canonical.Contains('%', StringComparison.Ordinal)) return canonical;
        var bytes = new byte[canonical.Length];
        var length = 0;
        for (var i = 0; i < canonical.Length; i++)
        {
            var isEscape = canonical[i] == '%';
            bytes[length++] = isEscape ? byte.Parse(canonical.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : (byte)canonical[i];
            if (isEscape) i += 2;
        }

        return Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
