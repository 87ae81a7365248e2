namespace HoopLike.Agent.Callers;

/// <summary>Columns that align and, on a terminal, fit: the widest one that may shrink gives way.</summary>
/// <param name="headers">A header that ends in <c>~</c> (not shown) marks a column that may shrink.</param>
internal sealed class TextTable(params string[] headers)
{
    private const int Gap = 2;
    private const int Narrowest = 12;
    private readonly List<string[]> rows = [];

    public int Count => rows.Count;

    /// <summary>Cells are made safe for a terminal here.</summary>
    public void Add(params string?[] cells) => rows.Add([.. cells.Select(c => Plain.Text(c))]);

    /// <param name="width">Characters in a line; null for as many as it takes.</param>
    public void Write(TextWriter output, int? width, Func<string, string> heading)
    {
        var names = headers.Select(h => h.TrimEnd('~')).ToArray();
        var widths = names.Select((n, i) => rows.Select(r => r[i].Length).Append(n.Length).Max()).ToArray();
        Fit(widths, width);
        output.WriteLine(heading(Line(names, widths)));
        foreach (var row in rows) output.WriteLine(Line(row, widths));
    }

    private void Fit(int[] widths, int? width)
    {
        if (width is not { } available) return;
        while (true)
        {
            var over = widths.Sum() + (Gap * (widths.Length - 1)) - available;
            if (over <= 0) return;
            var widest = Enumerable.Range(0, widths.Length).Where(i => headers[i].EndsWith('~') && widths[i] > Narrowest).OrderByDescending(i => widths[i]).FirstOrDefault(-1);
            if (widest < 0) return;
            widths[widest] = Math.Max(Narrowest, widths[widest] - over);
        }
    }

    private static string Line(string[] cells, int[] widths) =>
        string.Join(new string(' ', Gap), cells.Select((c, i) => Cut(c, widths[i]).PadRight(widths[i]))).TrimEnd();

    private static string Cut(string text, int width)
    {
        if (text.Length <= width) return text;
        var end = char.IsHighSurrogate(text[width - 2]) ? width - 2 : width - 1;
        return text[..end] + "…";
    }
}
