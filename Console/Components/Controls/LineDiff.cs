namespace HoopLike.Console.Components.Controls;

/// <summary>One line of a comparison.</summary>
/// <param name="Mark">A space, + or -.</param>
public sealed record DiffLine(char Mark, string Text)
{
    public string Class => Mark switch { '+' => "added", '-' => "removed", _ => "same" };

    public string? Spoken => Mark switch { '+' => "added: ", '-' => "removed: ", _ => null };
}

/// <summary>Compares texts line by line, by their longest common subsequence.</summary>
public static class LineDiff
{
    /// <summary>Above this, comparing costs too much (it grows with the square): all of the one, then all of the other.</summary>
    private const int MostLines = 2000;

    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (a, b) = (Lines(before), Lines(after));
        if (a.Length > MostLines || b.Length > MostLines) return [.. a.Select(l => new DiffLine('-', l)), .. b.Select(l => new DiffLine('+', l))];
        var common = Lengths(a, b);
        var lines = new List<DiffLine>(a.Length + b.Length);
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                lines.Add(new DiffLine(' ', a[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (j == b.Length || (i < a.Length && common[i + 1][j] >= common[i][j + 1])) lines.Add(new DiffLine('-', a[i++]));
            else lines.Add(new DiffLine('+', b[j++]));
        }

        return lines;
    }

    private static int[][] Lengths(string[] a, string[] b)
    {
        var lengths = Array.ConvertAll(new int[a.Length + 1][], _ => new int[b.Length + 1]);
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                lengths[i][j] = a[i] == b[j] ? lengths[i + 1][j + 1] + 1 : Math.Max(lengths[i + 1][j], lengths[i][j + 1]);
        return lengths;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
