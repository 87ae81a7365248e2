using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace HoopLike.Console.Components.Controls;

/// <summary>A stretch of a statement.</summary>
/// <param name="Class">How it looks; null for plain text.</param>
public sealed record SqlPart(string? Class, string Text);

/// <summary>Cuts a statement for the eye. It only colours: what a statement does is the parser's to say.</summary>
public static partial class SqlParts
{
    /// <summary>Beyond this a statement is shown plain: nobody reads it by its colours.</summary>
    private const int LongestColoured = 20_000;

    private static readonly FrozenSet<string> keywords = FrozenSet.ToFrozenSet(
        """
        all alter analyze and any array as asc begin between by call case cast check collate column commit constraint copy create cross current_date current_timestamp
        database declare default delete desc distinct do drop else end escape except execute exists explain extension false fetch for foreign from full function grant group having if
        ilike in index inner insert intersect into is join key language lateral left like limit listen lock materialized merge natural not notify null nulls offset on only or order outer over partition
        prepare primary program recursive references returning revoke right role rollback rows savepoint schema select sequence set show similar some table tablesample then to transaction trigger true truncate type
        union unique update user using vacuum values verbose view when where window with without
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<SqlPart> Of(string sql)
    {
        if (sql.Length > LongestColoured) return [new SqlPart(null, sql)];
        var parts = new List<SqlPart>();
        var done = 0;
        foreach (var match in Pattern().EnumerateMatches(sql))
        {
            var text = sql.Substring(match.Index, match.Length);
            if (ClassOf(text) is not { } kind) continue;
            if (match.Index > done) parts.Add(new SqlPart(null, sql[done..match.Index]));
            parts.Add(new SqlPart(kind, text));
            done = match.Index + match.Length;
        }

        if (done < sql.Length) parts.Add(new SqlPart(null, sql[done..]));
        return parts;
    }

    private static string? ClassOf(string text) => text switch
    {
        ['-', '-', ..] or ['/', '*', ..] => "sql-comment",
        ['\'', ..] => "sql-string",
        ['$', >= '0' and <= '9', ..] => "sql-parameter",
        ['$', ..] => "sql-string",
        ['"', ..] => "sql-name",
        [>= '0' and <= '9', ..] => "sql-number",
        _ => keywords.Contains(text) ? "sql-keyword" : null,
    };

    [GeneratedRegex("""--[^\n]*|/\*(?s:.*?)(?:\*/|\z)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|\$\d+|\$\w*\$|\d[\d.]*|[\p{L}_][\w$]*""", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
