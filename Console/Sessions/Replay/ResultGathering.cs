using System.Collections.Immutable;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>Puts the records of one result together: as many rows as a page shows, and the counts of all.</summary>
internal sealed class ResultGathering(int statement)
{
    /// <summary>Rows that a page shows of one result.</summary>
    public const int MostRows = 200;

    private const int MostLetters = 1024 * 1024;

    private readonly ImmutableArray<ImmutableArray<RecordedText?>>.Builder rows = ImmutableArray.CreateBuilder<ImmutableArray<RecordedText?>>();
    private readonly ImmutableArray<string>.Builder lines = ImmutableArray.CreateBuilder<string>();
    private ImmutableArray<string> columns = [];
    private ResultEvent? end;
    private long kept;
    private long delivered;
    private long bytes;
    private int letters;
    private bool continues;

    public int Statement => statement;

    public bool IsOver => end is not null;

    public void Take(RowsEvent part)
    {
        Take(part.Columns, part.Values, part.Lines);
        continues = part.Continues;
        (delivered, bytes) = (part.Rows, part.Bytes);
    }

    public void Take(ResultEvent result)
    {
        Take(result.Columns, result.Values, result.Lines);
        (delivered, bytes) = (result.Rows, result.Bytes);
        // Its values are taken; what is kept of it must not hold them a second time.
        end = result with { Values = null, Lines = null };
    }

    public ResultDetail Detail() => new(statement, columns, rows.ToImmutable(), lines.ToImmutable(), kept, delivered, bytes, end);

    private void Take(ImmutableArray<string>? names, ImmutableArray<ImmutableArray<RecordedText?>>? values, ImmutableArray<RecordedText>? copied)
    {
        if (names is { } n) columns = n;
        foreach (var row in values ?? [])
        {
            kept++;
            if (rows.Count < MostRows && letters < MostLetters) rows.Add(row);
            letters += row.Sum(v => v?.Text.Length ?? 4);
        }

        foreach (var line in copied ?? [])
        {
            letters += line.Text.Length;
            if (continues && lines.Count > 0 && kept == lines.Count)
            {
                if (letters < MostLetters) lines[^1] += line.Text;
                continues = false;
                continue;
            }

            continues = false;
            kept++;
            if (lines.Count < MostRows && letters < MostLetters) lines.Add(line.Text);
        }
    }
}
