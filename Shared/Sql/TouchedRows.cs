using System.Buffers;
using System.Text;
using HoopLike.Shared.Sql.Native;

namespace HoopLike.Shared.Sql;

/// <summary>
/// The rows that an UPDATE, DELETE or TRUNCATE is about to touch, as a SELECT made of its own words: its target, its FROM or USING and its WHERE, byte for byte, cut at the keywords that PostgreSQL's own lexer finds outside
/// all parentheses (SET, FROM, USING, WHERE and RETURNING are reserved there; FROM after DISTINCT is an operator). What comes out is parsed again and must name the same things.
/// </summary>
/// <param name="Target">The written table's name, quoted.</param>
/// <param name="Query">Null where there is nothing before, or nobody can tell (INSERT, COPY, MERGE, WITH).</param>
public sealed record TouchedRows(string Target, SqlAnalysis? Query)
{
    /// <summary>Null where the statement writes to no table, or to several.</summary>
    /// <param name="limit">Rows asked for at most.</param>
    public static TouchedRows? Of(SqlAnalysis analysis, SqlAnalyzer analyzer, int limit)
    {
        if (analysis is not { Error: null, Statements: [var statement] } || statement.Tables.Where(t => t.Access == SqlAccess.Write).Distinct().ToList() is not [{ Name: not "*" } written]) return null;
        var target = written.Schema is null ? SqlQuoting.Name(written.Name) : $"{SqlQuoting.Name(written.Schema)}.{SqlQuoting.Name(written.Name)}";
        var text = Encoding.UTF8.GetBytes(analysis.Text).AsSpan(statement.Offset, statement.Length).ToArray();
        var query = (statement.Kinds & (SqlKinds.Update | SqlKinds.Delete | SqlKinds.Truncate | SqlKinds.Insert | SqlKinds.Merge | SqlKinds.ExplainAnalyze)) switch
        {
            SqlKinds.Truncate => $"select t.* from {target} t",
            SqlKinds.Update or SqlKinds.Delete when Words(text) is { } words => Select(text, words),
            _ => null,
        };
        if (query is null) return new TouchedRows(target, null);
        var read = analyzer.Analyze($"{query} limit {limit}");
        return new TouchedRows(target, IsSame(read, statement) ? read : null);
    }

    private static string? Select(byte[] text, List<(string Word, SqlToken Token)> words)
    {
        var isUpdate = words[0].Word == "update";
        if (!isUpdate && (words[0].Word != "delete" || words.Count < 3 || words[1].Word != "from")) return null;
        var begin = isUpdate ? 1 : 2;
        var set = isUpdate ? words.FindIndex(begin + 1, w => w.Word == "set") : -1;
        if (isUpdate && set < 0) return null;
        var from = isUpdate ? words.FindIndex(set, w => w.Word == "from") : words.FindIndex(begin, w => w.Word == "using");
        while (isUpdate && from > 0 && words[from - 1].Word == "distinct") from = words.FindIndex(from + 1, w => w.Word == "from");
        var where = words.FindIndex(begin, w => w.Word == "where");
        var returning = words.FindIndex(begin, w => w.Word == "returning");
        var end = returning < 0 ? words.Count : returning;
        var relationEnd = isUpdate ? set : from > 0 ? from : where > 0 ? where : end;
        if (Reference(words, begin, relationEnd) is not { } reference) return null;
        var sources = from < 0 ? "" : ", " + Slice(text, words, from + 1, where > 0 ? where : end);
        var condition = where < 0 ? "" : " where " + Slice(text, words, where + 1, end);
        return $"select {reference}.* from {Slice(text, words, begin, relationEnd)}{sources}{condition}";
    }

    /// <summary>What the target is called in its own statement: its alias, or its name as written.</summary>
    private static string? Reference(List<(string Word, SqlToken Token)> words, int begin, int end)
    {
        var names = words.GetRange(begin, end - begin).Select(w => w.Word).Where(w => w is not ("only" or "*" or "(" or ")" or "as")).ToList();
        if (names.Count == 0) return null;
        return names.Count > 1 && names[^2] != "." ? names[^1] : string.Concat(names);
    }

    private static string Slice(byte[] text, List<(string Word, SqlToken Token)> words, int from, int to) =>
        from >= to ? "" : Encoding.UTF8.GetString(text.AsSpan(words[from].Token.Start..words[to - 1].Token.End));

    /// <summary>The tokens outside all parentheses (what is in parentheses is one word, <c>()</c>); keywords in small letters, the rest as written.</summary>
    private static unsafe List<(string Word, SqlToken Token)>? Words(byte[] text)
    {
        List<SqlToken> tokens;
        byte[] terminated = [.. text, 0];
        fixed (byte* start = terminated)
            if (!SqlTokens.Scan(PgQueryLibrary.Instance, start, out tokens)) return null;
        var words = new List<(string, SqlToken)>();
        var (depth, opened) = (0, 0);
        foreach (var token in tokens.Where(t => !t.IsComment))
        {
            if (token.Kind is SqlTokenKind.LeftParenthesis or SqlTokenKind.LeftBracket && depth++ == 0) opened = token.Start;
            if (depth == 0 && token.Kind != SqlTokenKind.Semicolon) words.Add((Word(text, token), token));
            if (token.Kind is SqlTokenKind.RightParenthesis or SqlTokenKind.RightBracket && --depth == 0) words.Add(("()", new SqlToken(opened, token.End, token.Kind)));
        }

        return depth == 0 && words.Count > 1 ? words : null;
    }

    private static string Word(byte[] text, SqlToken token)
    {
        var word = Encoding.UTF8.GetString(text.AsSpan(token.Start..token.End));
        return word.All(char.IsAsciiLetter) ? word.ToLowerInvariant() : word;
    }

    private static bool IsSame(SqlAnalysis read, SqlStatement original) =>
        read is { Error: null, Statements: [{ Kinds: SqlKinds.Select } select] }
        && select.Tables.Select(t => (t.Schema, t.Name)).ToHashSet().SetEquals(original.Tables.Select(t => (t.Schema, t.Name)).Where(t => select.Tables.Any(s => (s.Schema, s.Name) == t)))
        && original.Tables.Where(t => t.Access == SqlAccess.Write).All(w => select.Tables.Any(s => (s.Schema, s.Name) == (w.Schema, w.Name)))
        && select.Functions.All(original.Functions.Contains)
        && select.Operators.All(original.Operators.Contains);
}
