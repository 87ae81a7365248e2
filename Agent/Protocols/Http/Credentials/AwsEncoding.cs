using System.Text;

namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>AWS's spelling of paths and queries: letters, digits and <c>- . _ ~</c> as they are, every other byte as %XX in upper case.</summary>
internal static class AwsEncoding
{
    /// <summary>A path as it stands in a request line, escaped anew.</summary>
    public static string Path(string path) => string.Join('/', path.Split('/').Select(s => Escape(Uri.UnescapeDataString(s))));

    /// <summary>A path with its escapes escaped.</summary>
    public static string EscapedPath(string path) => string.Join('/', path.Split('/').Select(Escape));

    /// <summary>A query as it stands in a request line, escaped anew in its own order. A plus is a space, as forms have it; a name without a value has an empty one.</summary>
    public static string Query(string query) => string.Join('&', query.Split('&').Where(p => p.Length > 0).Select(Pair));

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~') escaped.Append((char)b);
            else escaped.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }

    private static string Pair(string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..]);
        return $"{Escape(Uri.UnescapeDataString(name.Replace('+', ' ')))}={Escape(Uri.UnescapeDataString(value.Replace('+', ' ')))}";
    }
}
