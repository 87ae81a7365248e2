using System.Collections.Immutable;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>Puts the records of one body together, with the time of each piece.</summary>
internal sealed class BodyGathering
{
    private const int MostLetters = 1024 * 1024;
    private const int MostPieces = 20_000;

    private readonly ImmutableArray<BodyPiece>.Builder pieces = ImmutableArray.CreateBuilder<BodyPiece>();
    private long bytes;
    private int letters;
    private bool isShort;
    private bool isThere;

    public ResultEvent? End { get; private set; }

    public void Take(DateTimeOffset at, RowsEvent part)
    {
        Take(at, part.Lines);
        bytes = part.Bytes;
    }

    public void Take(DateTimeOffset at, ResultEvent result)
    {
        Take(at, result.Lines);
        bytes = result.Bytes;
        End = result with { Values = null, Lines = null };
    }

    /// <summary>Null where nothing passed.</summary>
    public BodyDetail? Detail() => isThere ? new BodyDetail(pieces.ToImmutable(), bytes, isShort, End) : null;

    private void Take(DateTimeOffset at, ImmutableArray<RecordedText>? lines)
    {
        isThere = true;
        foreach (var line in lines ?? [])
        {
            letters += line.Text.Length;
            if (letters <= MostLetters && pieces.Count < MostPieces) pieces.Add(new BodyPiece(at, line.Text));
            else isShort = true;
        }
    }
}
