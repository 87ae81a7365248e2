using System.Text;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Sql.Native;

namespace HoopLike.Shared.Sql;

/// <summary>The trace that a statement carries in a comment, as sqlcommenter and OpenTelemetry's instrumentations write it: <c>/*traceparent='00-...-01'*/</c>.</summary>
public static class SqlRun
{
    private const string Word = "traceparent";

    /// <summary>Null for none: most statements have no such word, and cost one search for it.</summary>
    public static RunIds? Of(string? sql)
    {
        if (sql is null || !sql.Contains(Word, StringComparison.Ordinal) || sql.Contains('\0', StringComparison.Ordinal)) return null;
        var utf8 = Encoding.UTF8.GetBytes(sql);
        if (!SqlTokens.TryScan(utf8, out var tokens)) return null;
        foreach (var token in tokens)
        {
            if (token.Kind != SqlTokenKind.BlockComment || token.End > utf8.Length) continue;
            var comment = Encoding.UTF8.GetString(utf8.AsSpan(token.Start, token.End - token.Start));
            if (comment.Contains(Word, StringComparison.Ordinal) && RunIds.Find(comment) is { } found) return found;
        }

        return null;
    }
}
