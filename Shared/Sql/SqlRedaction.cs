using System.Buffers;
using System.Text;
using HoopLike.Shared.Sql.Native;

namespace HoopLike.Shared.Sql;

/// <summary>Takes the values out of SQL text: what is left may stand where values may not.</summary>
internal static class SqlRedaction
{
    private static readonly SearchValues<byte> openings = SearchValues.Create("'\"$0123456789"u8);

    /// <summary>Strings, bit strings, dollar-quoted bodies and numbers become <c>'…'</c>, so that nobody takes what is left for what was sent; comments become a space; parameters stay.</summary>
    /// <param name="tokens">As PostgreSQL's lexer cut <paramref name="utf8"/>.</param>
    public static string Of(ReadOnlySpan<byte> utf8, List<SqlToken> tokens)
    {
        var text = new StringBuilder(utf8.Length);
        var at = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (!token.IsComment && !token.IsQuoted && !token.IsNumber) continue;
            var end = token.Kind == SqlTokenKind.UnicodeString ? EndOf(utf8, tokens, i) : token.End;
            if (token.Start < at || end < token.Start || end > utf8.Length) return WithoutTokens(utf8);
            Append(text, utf8[at..token.Start]);
            if (!token.IsComment) text.Append("'…'");
            else if (text.Length > 0 && text[^1] is not (' ' or '\n')) text.Append(' ');
            at = end;
        }
        Append(text, utf8[at..]);
        return text.ToString();
    }

    /// <summary>Of U&amp;'...' the lexer tells only the beginning: it goes up to the white space before the next token.</summary>
    private static int EndOf(ReadOnlySpan<byte> utf8, List<SqlToken> tokens, int at)
    {
        var end = at + 1 < tokens.Count ? tokens[at + 1].Start : utf8.Length;
        while (end > tokens[at].Start && utf8[end - 1] <= (byte)' ') end--;
        return end;
    }

    /// <summary>For text that the lexer cannot cut: all from the first byte on that may begin a value or a comment is left out.</summary>
    public static string WithoutTokens(ReadOnlySpan<byte> utf8)
    {
        var end = utf8.IndexOfAny(openings);
        foreach (var comment in (ReadOnlySpan<string>)["--", "/*"])
        {
            var start = utf8.IndexOf(Encoding.UTF8.GetBytes(comment));
            if (start >= 0 && (end < 0 || start < end)) end = start;
        }
        return end < 0 ? Encoding.UTF8.GetString(utf8) : Encoding.UTF8.GetString(utf8[..end]) + "…";
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> utf8) => text.Append(Encoding.UTF8.GetString(utf8));
}
