using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace HoopLike.Shared.Http;

/// <summary>
/// A request target (RFC 9112 §3.2, origin-form or absolute-form) in its one canonical form: what policies match is what is forwarded. Made as RFC 3986 §6.2.2 and RFC 9110 §4.2.3 say:
/// <list type="bullet">
/// <item>escapes of unreserved characters are decoded, all others upper-cased; characters that no URI may hold but clients send (<c>" &lt; &gt; [ ] ^ ` { | }</c>) become escapes;</item>
/// <item>in the path, runs of slashes are one slash, then dot segments are removed, however they were written;</item>
/// <item>case is kept, and paths are matched by it;</item>
/// <item>the query is kept as it is ordered, with its escapes in the same form.</item>
/// </list>
/// What servers read differently is refused, not guessed: in paths escaped slashes, backslashes, control characters, <c>;</c> after dots, dots among spaces and anything escaped twice; everywhere malformed escapes,
/// escapes that are no UTF-8, NUL, raw control or non-ASCII characters, and a fragment; and of targets those of more than <see cref="Longest"/> characters, with user information, of CONNECT and <c>*</c>.
/// </summary>
public sealed record HttpTarget
{
    /// <summary>Characters of a target; longer ones are refused.</summary>
    public const int Longest = 32 * 1024;

    internal HttpTarget(string path, string? query, string? authority, string decodedPath)
    {
        (Path, Query, Authority, DecodedPath) = (path, query, authority, decodedPath);
        PlainPath = decodedPath.Contains(';', StringComparison.Ordinal) ? WithoutParameters(decodedPath) : decodedPath;
    }

    /// <summary>Canonical, escaped; begins with a slash.</summary>
    public string Path { get; }

    /// <summary>Canonical, escaped, without the question mark; null where there is none, which is not the same as an empty one.</summary>
    public string? Query { get; }

    /// <summary>Host and port of an absolute-form, in lower case; null for an origin-form. It must be the one that the Host header names.</summary>
    public string? Authority { get; }

    /// <summary>The path without escapes: what globs are compared with. It has the same segments as <see cref="Path"/>, and none holds a slash.</summary>
    public string DecodedPath { get; }

    /// <summary>As <see cref="DecodedPath"/>, without what stands after <c>;</c> in a segment: how servers with path parameters read it.</summary>
    internal string PlainPath { get; }

    /// <summary>What is forwarded.</summary>
    public string Text => Query is null ? Path : $"{Path}?{Query}";

    /// <param name="wire">As it stands in the request line, or in <c>:path</c>.</param>
    /// <param name="refusal">What is wrong, in words for the caller (400).</param>
    public static bool TryParse(ReadOnlySpan<byte> wire, [NotNullWhen(true)] out HttpTarget? target, [NotNullWhen(false)] out string? refusal) =>
        TryParse(wire.Length > Longest ? new string(' ', Longest + 1) : Encoding.Latin1.GetString(wire), out target, out refusal);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out HttpTarget?, out string?)"/>
    public static bool TryParse(string wire, [NotNullWhen(true)] out HttpTarget? target, [NotNullWhen(false)] out string? refusal)
    {
        (target, refusal) = TargetReading.Read(wire);
        return refusal is null;
    }

    /// <summary>The values that a query gives a name, as forms encode them (<c>+</c> is a space).</summary>
    public IEnumerable<string> QueryValues(string name)
    {
        if (string.IsNullOrEmpty(Query)) yield break;
        foreach (var pair in Query.Split('&'))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (string.Equals(Unescape(at < 0 ? pair : pair[..at]), name, StringComparison.OrdinalIgnoreCase)) yield return at < 0 ? "" : Unescape(pair[(at + 1)..]);
        }
    }

    public override string ToString() => Text;

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string WithoutParameters(string path)
    {
        var plain = string.Join('/', path.Split('/').Select(s => s.Split(';')[0]).Where(s => s.Length > 0));
        return path.EndsWith('/') && plain.Length > 0 ? $"/{plain}/" : $"/{plain}";
    }
}
