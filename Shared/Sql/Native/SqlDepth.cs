namespace HoopLike.Shared.Sql.Native;

/// <summary>
/// An upper bound of how deep a text's tree can be, from its tokens. A level of the tree costs a bracket or an operator or keyword: names, values and commas never nest. AND, OR and commas
/// end an operand, so that what stands before them cannot get deeper; what can wrap it all the same (UNION, JOIN, CASE; after BETWEEN also AND) is counted for as long as its bracket lasts.
/// </summary>
internal ref struct SqlDepth(ReadOnlySpan<byte> utf8)
{
    /// <summary>Statement, clause, list and so on around and between the operators.</summary>
    private const int Frame = 20;

    private readonly ReadOnlySpan<byte> utf8 = utf8;
    private readonly Stack<Level> outer = new();
    private Level level;
    private int deepest;

    public static int Of(ReadOnlySpan<byte> utf8, List<SqlToken> tokens)
    {
        var depth = new SqlDepth(utf8);
        foreach (var token in tokens) depth.Add(token);
        while (depth.outer.Count > 0) depth.Close();
        return Math.Max(depth.deepest, depth.level.Total) + Frame;
    }

    private void Add(SqlToken token)
    {
        switch (token.Kind)
        {
            case SqlTokenKind.LeftParenthesis or SqlTokenKind.LeftBracket:
                outer.Push(level);
                level = default;
                break;
            case SqlTokenKind.RightParenthesis or SqlTokenKind.RightBracket:
                Close();
                break;
            case SqlTokenKind.Comma:
                level = level.EndOperand();
                break;
            case SqlTokenKind.Semicolon when outer.Count == 0:
                deepest = Math.Max(deepest, level.Total);
                level = default;
                break;
            case SqlTokenKind.Name or SqlTokenKind.UnicodeName or SqlTokenKind.Dot or SqlTokenKind.Parameter or SqlTokenKind.Semicolon:
                break;
            default:
                if (!token.IsQuoted && !token.IsNumber && !token.IsComment) AddWord(utf8[token.Start..token.End]);
                break;
        }
    }

    private void AddWord(ReadOnlySpan<byte> word)
    {
        if (Is(word, "or"u8) || (Is(word, "and"u8) && !level.HasBetween)) level = level.EndOperand();
        else if (Is(word, "union"u8) || Is(word, "intersect"u8) || Is(word, "except"u8) || Is(word, "join"u8) || Is(word, "case"u8)) level.Lasting++;
        else if (Is(word, "between"u8)) level = level with { HasBetween = true, Lasting = level.Lasting + 1 };
        else level.Run++;
    }

    private void Close()
    {
        if (!outer.TryPop(out var around)) return;
        level = around with { Inside = Math.Max(around.Inside, level.Total + 1) };
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> lower)
    {
        if (word.Length != lower.Length) return false;
        for (var i = 0; i < word.Length; i++)
            if ((word[i] | 0x20) != lower[i]) return false;
        return true;
    }

    /// <param name="Lasting">Levels that wrap everything in the bracket.</param>
    /// <param name="Run">Levels of the operand being read.</param>
    /// <param name="Longest">Of the operands read.</param>
    /// <param name="Inside">The deepest bracket within.</param>
    private record struct Level(int Lasting, int Run, int Longest, int Inside, bool HasBetween)
    {
        public readonly int Total => Lasting + Math.Max(Run, Longest) + Inside;

        public readonly Level EndOperand() => this with { Longest = Math.Max(Run, Longest), Run = 0 };
    }
}
