namespace HoopLike.Shared.Sql.Lineage;

/// <summary>The words of a function's body: whatever could name a relation or function in it, in quotes or not, also inside strings and comments.</summary>
internal static class BodyWords
{
    /// <summary>Each once, as the server would fold it, and as written where that differs.</summary>
    public static IReadOnlySet<string> Of(string body)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var start = -1;
        for (var i = 0; i <= body.Length; i++)
        {
            var isWord = i < body.Length && (char.IsLetterOrDigit(body[i]) || body[i] is '_' or '$' || body[i] >= 0x80);
            if (isWord && start < 0) start = i;
            if (isWord || start < 0) continue;
            words.Add(body[start..i]);
            words.Add(body[start..i].ToLowerInvariant());
            start = -1;
        }
        // Names that hold anything else are looked for whole.
        for (var open = body.IndexOf('"', StringComparison.Ordinal); open >= 0 && open + 1 < body.Length;)
        {
            var close = body.IndexOf('"', open + 1);
            if (close < 0) break;
            words.Add(body[(open + 1)..close]);
            open = close;
        }
        // U&"..." spells names in numbers.
        if (body.Contains("U&", StringComparison.OrdinalIgnoreCase)) words.Add("execute");
        return words;
    }
}
