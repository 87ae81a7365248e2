using System.Collections.Immutable;
using System.Text;

namespace HoopLike.Console.Sessions.Replay.Bodies;

/// <summary>Bodies that are tables: CSV (RFC 4180), with commas, semicolons or tabs, and forms.</summary>
public static class TableRows
{
    /// <summary>Rows that a page shows.</summary>
    public const int Most = 200;

    public static ImmutableArray<ImmutableArray<string>> OfCsv(string text)
    {
        var first = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end : text.Length);
        var separator = first.Contains('\t') ? '\t' : first.Contains(';') && !first.Contains(',') ? ';' : ',';
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        var row = ImmutableArray.CreateBuilder<string>();
        var (field, isQuoted) = (new StringBuilder(), false);
        for (var i = 0; i < text.Length && rows.Count < Most; i++)
        {
            var letter = text[i];
            if (isQuoted)
            {
                if (letter != '"') field.Append(letter);
                else if (i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
                else isQuoted = false;
            }
            else if (letter == '"' && field.Length == 0) isQuoted = true;
            else if (letter == separator) EndField();
            else if (letter == '\n') EndRow();
            else if (letter != '\r') field.Append(letter);
        }

        if (rows.Count < Most && (field.Length > 0 || row.Count > 0)) EndRow();
        return rows.ToImmutable();

        void EndField()
        {
            row.Add(field.ToString());
            field.Clear();
        }

        void EndRow()
        {
            EndField();
            rows.Add(row.ToImmutable());
            row.Clear();
        }
    }

    /// <summary>Names and values, decoded.</summary>
    public static ImmutableArray<ImmutableArray<string>> OfForm(string text) =>
        [.. text.Split('&', StringSplitOptions.RemoveEmptyEntries).Take(Most).Select(pair => pair.Split('=', 2)).Select(pair => ImmutableArray.Create(Decoded(pair[0]), pair.Length > 1 ? Decoded(pair[1]) : ""))];

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
