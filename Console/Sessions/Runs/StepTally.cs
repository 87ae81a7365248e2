using System.Globalization;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions.Runs;

/// <summary>What a stretch of a session's events says of its steps: those that begin in it, and what became of earlier ones.</summary>
internal sealed class StepTally
{
    private readonly Dictionary<long, StepEntity> begun = [];
    private readonly Dictionary<long, StepEntity> later = [];

    /// <summary>Operations that are no steps: what is said of them is passed over.</summary>
    private readonly HashSet<long> plain = [];

    private readonly List<(StepEntity Step, bool IsDenied)> listed = [];

    public IReadOnlyCollection<StepEntity> Begun => begun.Values;

    /// <summary>Only what is new of them is set. Some may be of operations that are no steps.</summary>
    public IReadOnlyCollection<StepEntity> Later => later.Values;

    public void Operation(Guid session, RecordedEvent recorded, OperationEvent operation)
    {
        if (operation.Part > 0) return;
        if (!operation.Exchange && operation.Run is null)
        {
            plain.Add(operation.Op);
            return;
        }

        var step = begun[operation.Op] = new StepEntity
        {
            SessionId = session, Number = operation.Op, Sequence = recorded.Sequence, At = recorded.At,
            Trace = operation.Run?.Trace, Run = operation.Run?.Run, Thread = operation.Run?.Thread,
        };
        if (operation.Run?.Key is not null) listed.Add((step, operation.Verdict == "deny"));
    }

    public void Held(Guid session, RecordedEvent recorded, HeldEvent held)
    {
        if (Of(session, held.Op) is { } step) step.HeldAt = recorded.At;
    }

    public void Decided(Guid session, RecordedEvent recorded, DecidedEvent decided)
    {
        if (Of(session, decided.Op) is { } step) (step.DecidedAt, step.Decision, step.DecidedBy) = (recorded.At, decided.Status, decided.DecidedBy.IsDefault ? [] : decided.DecidedBy);
    }

    public void Answer(Guid session, RecordedEvent recorded, AnswerEvent answer)
    {
        if (Of(session, answer.Op) is not { } step) return;
        step.Status ??= answer.Status;
        step.EndedAt = recorded.At;
    }

    public void Result(Guid session, RecordedEvent recorded, ResultFacts facts)
    {
        if (Of(session, facts.Op) is not { } step) return;
        step.MaskedValues += facts.MaskedValues;
        step.EndedAt = recorded.At;
        if (facts.Part == 0) step.Sent = (step.Sent ?? 0) + facts.Bytes;
        else step.Received = (step.Received ?? 0) + facts.Bytes;
    }

    public void Error(Guid session, RecordedEvent recorded, MessageEvent error)
    {
        if (Of(session, error.Op) is not { } step) return;
        step.EndedAt = recorded.At;
        if (error.Code.Length == 3 && int.TryParse(error.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) step.Status ??= status;
    }

    /// <summary>What is added to the list of runs.</summary>
    public IEnumerable<RunEntity> Runs(SessionEntity session) => listed.GroupBy(s => new RunIds(s.Step.Trace, null, s.Step.Run, s.Step.Thread) is var ids ? (Key: ids.Key!, ids.Kind) : default)
        .Select(g => new RunEntity
        {
            Key = g.Key.Key, Kind = g.Key.Kind, SessionId = session.Id, Identity = session.Identity, FirstAt = g.Min(s => s.Step.At), LastAt = g.Max(s => s.Step.At),
            Operations = g.LongCount(), Denied = g.LongCount(s => s.IsDenied),
        });

    /// <summary>Null for an operation that is no step.</summary>
    private StepEntity? Of(Guid session, long op)
    {
        if (begun.TryGetValue(op, out var step) || later.TryGetValue(op, out step)) return step;
        return plain.Contains(op) ? null : later[op] = new StepEntity { SessionId = session, Number = op };
    }
}
