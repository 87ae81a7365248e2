using System.Text.RegularExpressions;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>What a trigger's function in PL/pgSQL puts into the row that is being written, as far as its text tells: too much rather than too little.</summary>
internal static class TriggerAssignments
{
    /// <summary>The engine that takes time in proportion to the text: bodies are other people's.</summary>
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    /// <summary>Where one piece of code ends and another one begins: what a condition compares is not what stands behind its THEN.</summary>
    private static readonly Regex pieces = new(@";|\b(?:begin|then|else|loop|declare)\b", Linear);

    private static readonly Regex assigned = new(@"\bnew\b\s*(\.\s*(?<column>""[^""]+""|\w+))?(\s*\[[^\]]*\])*\s*:?=", Linear);

    private static readonly Regex into = new(@"\binto\b.*?(\bfrom\b|$)", Linear | RegexOptions.Singleline);

    private static readonly Regex named = new(@"\bnew\b\s*(\.\s*(?<column>""[^""]+""|\w+))?", Linear);

    /// <summary>Each assignment to <c>NEW.column</c> (null for the whole row), with the words of the piece of code that it stands in.</summary>
    public static IEnumerable<(string? Column, IReadOnlySet<string> Words)> Of(string body)
    {
        foreach (var piece in pieces.Split(body))
        {
            var columns = assigned.Matches(piece).Select(m => m.Groups["column"].Value.Trim('"')).ToList();
            if (into.Match(piece) is { Success: true } given) columns.AddRange(named.Matches(given.Value).Select(m => m.Groups["column"].Value.Trim('"')));
            foreach (var column in columns) yield return (column.Length == 0 ? null : column, BodyWords.Of(piece));
        }
    }
}
