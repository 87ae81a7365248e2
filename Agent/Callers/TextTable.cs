namespace HoopLike.Agent.Callers;

/// <summary>Columns that align and, on a terminal, fit: first wide ones give way, then some are left out.</summary>
/// <param name="headers">One that ends in <c>~</c> marks a column that may shrink, in <c>?</c> one that may be left out, the last one first; neither is shown.</param>
internal sealed class TextTable(params string[] headers)
{
    private const int Gap = 2;
    private const int Narrowest = 12;
    private readonly string[] names = [.. headers.Select(h => h.TrimEnd('~', '?'))];
    private readonly List<string[]> rows = [];

    public int Count => rows.Count;

    /// <summary>Cells are made safe for a terminal here.</summary>
    public void Add(params string?[] cells) => rows.Add([.. cells.Select(c => Plain.Text(c))]);

    /// <param name="width">Characters in a line; null for as many as it takes.</param>
    public void Write(TextWriter output, int? width, Func<string, string> heading)
    {
        var columns = Enumerable.Range(0, headers.Length).ToList();
        var widths = names.Select((n, i) => rows.Select(r => r[i].Length).Append(n.Length).Max()).ToArray();
        while (width is { } available && !Fit(columns, widths, available))
        {
            var spare = columns.FindLastIndex(c => headers[c].Contains('?', StringComparison.Ordinal));
            if (spare < 0) break;
            columns.RemoveAt(spare);
        }

        output.WriteLine(heading(Line(names, columns, widths)));
        foreach (var row in rows) output.WriteLine(Line(row, columns, widths));
    }

    /// <summary>False when the columns do not fit however much they shrink.</summary>
    private bool Fit(List<int> columns, int[] widths, int available)
    {
        int Over() => columns.Sum(c => widths[c]) + (Gap * (columns.Count - 1)) - available;
        while (Over() > 0)
        {
            var widest = columns.Where(c => headers[c].Contains('~', StringComparison.Ordinal) && widths[c] > Narrowest).OrderByDescending(c => widths[c]).FirstOrDefault(-1);
            if (widest < 0) return false;
            widths[widest] = Math.Max(Narrowest, widths[widest] - Over());
        }

        return true;
    }

    private static string Line(string[] cells, List<int> columns, int[] widths) =>
        string.Join(new string(' ', Gap), columns.Select(c => Cut(cells[c], widths[c]).PadRight(widths[c]))).TrimEnd();

    private static string Cut(string text, int width)
    {
        if (text.Length <= width) return text;
        var end = char.IsHighSurrogate(text[width - 2]) ? width - 2 : width - 1;
        return text[..end] + "…";
    }
}
