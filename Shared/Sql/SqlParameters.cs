using System.Buffers.Text;
using HoopLike.Shared.Sql.Native;

namespace HoopLike.Shared.Sql;

/// <summary>The parameters of a text.</summary>
internal static class SqlParameters
{
    /// <summary>How often each <c>$n</c> is written; none where the text cannot be cut into tokens.</summary>
    public static Dictionary<int, int> Count(ReadOnlySpan<byte> utf8)
    {
        var counts = new Dictionary<int, int>();
        if (!SqlTokens.TryScan(utf8, out var tokens)) return counts;
        foreach (var token in tokens)
        {
            if (token.Kind != SqlTokenKind.Parameter || !Utf8Parser.TryParse(utf8[(token.Start + 1)..token.End], out int number, out _)) continue;
            counts[number] = counts.GetValueOrDefault(number) + 1;
        }
        return counts;
    }
}
