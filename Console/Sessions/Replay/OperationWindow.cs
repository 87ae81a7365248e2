using HoopLike.Console.Sessions.Runs;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>The part of a session's operations that a list shows: it moves over them, and never holds more than a few screens. Not thread-safe.</summary>
public sealed class OperationWindow(SessionTimeline timeline, RecordingMarks marks, SessionEntity of)
{
    private const int Step = 60;
    private const int Most = 180;

    private readonly List<OperationLine> lines = [];
    private readonly Guid session = of.Id;
    private IReadOnlyDictionary<long, StepEntity> steps = new Dictionary<long, StepEntity>();

    /// <summary>Only operations with one of these marks; empty for all.</summary>
    public IReadOnlyCollection<MarkKind> Only { get; private set; } = [];

    public IReadOnlyList<OperationLine> Lines => lines;

    public bool HasEarlier { get; private set; }

    public bool HasLater { get; private set; }

    /// <summary>What became of a listed request; null for other operations.</summary>
    public StepEntity? StepOf(OperationLine line) => steps.GetValueOrDefault(line.Number);

    /// <summary>Looks again at what became of those that are listed.</summary>
    public async Task ReadStepsAsync(CancellationToken cancellationToken)
    {
        if (of.IsHttp) steps = await timeline.StepsAsync(session, [.. lines.Select(l => l.Number)], cancellationToken);
    }

    /// <summary>Shows the operations around a sequence, unless they are shown already.</summary>
    public async Task AroundAsync(long sequence, CancellationToken cancellationToken)
    {
        if (lines.Count > 0 && (sequence >= lines[0].Sequence || !HasEarlier) && (sequence <= lines[^1].Sequence || (Only.Count > 0 && !HasLater))) return;
        await LoadAsync(sequence, cancellationToken);
    }

    public async Task FilterAsync(IReadOnlyCollection<MarkKind> only, long around, CancellationToken cancellationToken)
    {
        Only = only;
        await LoadAsync(around, cancellationToken);
    }

    public async Task EarlierAsync(CancellationToken cancellationToken)
    {
        if (lines.Count == 0) return;
        var more = await ReadAsync(lines[0].Sequence - 1, upwards: false, Step + 1, cancellationToken);
        HasEarlier = more.Count > Step;
        lines.InsertRange(0, more.TakeLast(Step));
        if (lines.Count > Most)
        {
            lines.RemoveRange(Most, lines.Count - Most);
            HasLater = true;
        }

        await ReadStepsAsync(cancellationToken);
    }

    public async Task LaterAsync(CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
        {
            await LoadAsync(0, cancellationToken);
            return;
        }

        var more = await ReadAsync(lines[^1].Sequence + 1, upwards: true, Step + 1, cancellationToken);
        HasLater = more.Count > Step;
        lines.AddRange(more.Take(Step));
        if (lines.Count > Most)
        {
            lines.RemoveRange(0, lines.Count - Most);
            HasEarlier = true;
        }

        await ReadStepsAsync(cancellationToken);
    }

    /// <summary>The operation before or after a sequence, of those that are listed; null at the end.</summary>
    public async Task<OperationLine?> NeighbourAsync(long sequence, bool upwards, CancellationToken cancellationToken) =>
        (await ReadAsync(upwards ? sequence + 1 : sequence - 1, upwards, 1, cancellationToken)).SingleOrDefault();

    private async Task LoadAsync(long sequence, CancellationToken cancellationToken)
    {
        var before = await ReadAsync(sequence - 1, upwards: false, (Step / 2) + 1, cancellationToken);
        var after = await ReadAsync(sequence, upwards: true, Step + 1, cancellationToken);
        HasEarlier = before.Count > Step / 2;
        HasLater = after.Count > Step;
        lines.Clear();
        lines.AddRange(before.TakeLast(Step / 2));
        lines.AddRange(after.Take(Step));
        await ReadStepsAsync(cancellationToken);
    }

    private Task<IReadOnlyList<OperationLine>> ReadAsync(long from, bool upwards, int limit, CancellationToken cancellationToken)
    {
        if (from < 0) return Task.FromResult<IReadOnlyList<OperationLine>>([]);
        return Only.Count == 0 ? timeline.WindowAsync(session, from, upwards, limit, cancellationToken) : timeline.AtAsync(session, marks.Find(Only, from, upwards, limit), cancellationToken);
    }
}
