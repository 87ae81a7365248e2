using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>Judges recorded sessions and operations by both configurations. One run's own; not thread-safe.</summary>
internal sealed class BacktestJudge(RuleSides sides, BacktestBaseline baseline, OpenGrants grants)
{
    private const int MostCallers = 10_000;

    private readonly RecordedReading reading = new();
    private readonly Dictionary<string, CallerJudge> callers = new(StringComparer.Ordinal);

    /// <summary>A session at its connect. Null where its connection is no more.</summary>
    public JudgedSession? Begin(SessionEntity session)
    {
        if (sides.Connection(session.Connection) is not { } connection) return null;
        var judge = Judge(session, connection);
        var wasHeld = grants.WasOpenFor(session);
        var then = new BacktestVerdict(wasHeld ? PolicyEffect.Approve : PolicyEffect.Allow, null);
        var (current, now) = judge.Connect(session.StartedAt);
        var before = Before(then, current);
        return new JudgedSession(session, judge, then, current, now, before, VerdictChange(before, current, now));
    }

    /// <summary>Null where nothing would be different.</summary>
    public ChangedOperation? Operation(JudgedSession session, OperationEntity operation, out BacktestCertainty certainty) =>
        session.Judge.SpeaksHttp ? Request(session, operation, out certainty) : Statement(session, operation, out certainty);

    private ChangedOperation? Statement(JudgedSession session, OperationEntity operation, out BacktestCertainty certainty)
    {
        (var analysis, certainty) = reading.Read(operation);
        var then = new BacktestVerdict(Effect(operation.Verdict), operation.Policy);
        var (current, now, isForecast) = session.Judge.Operation(analysis, operation.At, then);
        var before = Before(then, current);
        var change = VerdictChange(before, current, now);
        var masks = !sides.SameMasking && before.Effect != PolicyEffect.Deny && now.Effect != PolicyEffect.Deny ? session.Judge.Masking(analysis) : MaskingSides.None;
        var changes = Changes(change, masks);
        if (changes.IsEmpty) return null;
        if (isForecast && change is not null) certainty = BacktestCertainty.Forecast;
        var shown = session.Judge.Masking(analysis);
        return Changed(session, operation, changes, then, current, now, certainty) with { MaskedCurrent = shown.Current, MaskedNow = shown.Draft };
    }

    /// <summary>What agents refused before any policy was asked, and what is no request (a message of a socket), stays as it was.</summary>
    private ChangedOperation? Request(JudgedSession session, OperationEntity operation, out BacktestCertainty certainty)
    {
        certainty = BacktestCertainty.Exact;
        if (!WrittenRequest.TryParse(operation.Text, "its body is not in the recorded text", out var request, out _)) return null;
        using (request)
        {
            if (request.Unreadable is not null && session.Judge.NeedsBody(request)) certainty = BacktestCertainty.KindsAndTables;
            var then = new BacktestVerdict(Effect(operation.Verdict), operation.Policy);
            var (current, now) = session.Judge.Operation(request, operation.At);
            return VerdictChange(Before(then, current), current, now) is { } change ? Changed(session, operation, [change], then, current, now, certainty) : null;
        }
    }

    private static ChangedOperation Changed(
        JudgedSession session, OperationEntity operation, ImmutableArray<BacktestChange> changes, BacktestVerdict then, BacktestVerdict current, BacktestVerdict now, BacktestCertainty certainty) => new(
        PolicyScope.Operation, session.Session.Id, session.Session.StartedAt, operation.Sequence, operation.Number, operation.At, session.Session.Identity, session.Session.IdentityKind, session.Session.Actors,
        session.Session.Connection, operation.Text, 1, changes, then, current, now, certainty);

    /// <summary>A connection as a change, for all the session's operations.</summary>
    public static ChangedOperation Whole(JudgedSession s, int operations) => new(
        PolicyScope.Session, s.Session.Id, s.Session.StartedAt, null, null, s.Session.StartedAt, s.Session.Identity, s.Session.IdentityKind, s.Session.Actors, s.Session.Connection, null, operations, [s.Change!.Value],
        s.Then, s.Current, s.Now, BacktestCertainty.Exact);

    /// <summary>The rules that a change is owed to: of a stricter one those that will be, of a looser one those that were.</summary>
    public IEnumerable<(string? Rule, bool IsMasking)> Reasons(ChangedOperation changed, BacktestChange change) => change switch
    {
        BacktestChange.NewlyDenied or BacktestChange.NewlyHeld or BacktestChange.OtherApproval => [Named(changed.Now.Rule ?? changed.Current.Rule)],
        BacktestChange.NewlyAllowed or BacktestChange.NoLongerHeld or BacktestChange.HeldInsteadOfDenied => [Named(Loosened(changed))],
        BacktestChange.NewlyMasked => MaskedParts.Compare(changed.MaskedCurrent, changed.MaskedNow).Gained.Select(p => ((string?)p.Rule, true)),
        BacktestChange.NoLongerMasked => MaskedParts.Compare(changed.MaskedCurrent, changed.MaskedNow).Lost.Select(p => ((string?)p.Rule, true)),
        _ => MaskedParts.Compare(changed.MaskedCurrent, changed.MaskedNow).Otherwise.Select(p => ((string?)p.Rule, true)),
    };

    /// <summary>The rule that restricted; the recording of a connect does not name one.</summary>
    private string? Loosened(ChangedOperation changed)
    {
        var before = Before(changed.Then, changed.Current);
        return before.Rule ?? (changed.Current.Effect == before.Effect ? changed.Current.Rule : null) ?? changed.Now.Rule;
    }

    private (string? Rule, bool IsMasking) Named(string? rule) => (rule, sides.IsMaskingRule(rule));

    private static ImmutableArray<BacktestChange> Changes(BacktestChange? verdict, MaskingSides masks)
    {
        if (verdict is null && ReferenceEquals(masks, MaskingSides.None)) return [];
        var (gained, lost, otherwise) = MaskedParts.Compare(masks.Current, masks.Draft);
        var changes = ImmutableArray.CreateBuilder<BacktestChange>();
        if (verdict is { } v) changes.Add(v);
        if (!gained.IsEmpty) changes.Add(BacktestChange.NewlyMasked);
        if (!lost.IsEmpty) changes.Add(BacktestChange.NoLongerMasked);
        if (!otherwise.IsEmpty) changes.Add(BacktestChange.MaskedOtherwise);
        return changes.ToImmutable();
    }

    /// <summary>A statement whose transaction is held at its COMMIT is recorded as one that passed: what the configuration of now says of that is all there is.</summary>
    private BacktestVerdict Before(BacktestVerdict then, BacktestVerdict current) =>
        baseline == BacktestBaseline.Current || (then.Effect == PolicyEffect.Allow && current.AtCommit) ? current : then;

    private static BacktestChange? VerdictChange(BacktestVerdict before, BacktestVerdict current, BacktestVerdict now) => (before.Effect, now.Effect) switch
    {
        (PolicyEffect.Allow or PolicyEffect.Approve, PolicyEffect.Deny) => BacktestChange.NewlyDenied,
        (PolicyEffect.Allow, PolicyEffect.Approve) => BacktestChange.NewlyHeld,
        (PolicyEffect.Deny, PolicyEffect.Allow) => BacktestChange.NewlyAllowed,
        (PolicyEffect.Deny, PolicyEffect.Approve) => BacktestChange.HeldInsteadOfDenied,
        (PolicyEffect.Approve, PolicyEffect.Allow) => BacktestChange.NoLongerHeld,
        // What an approval asked for is not recorded: only the configuration of now can be compared.
        (PolicyEffect.Approve, PolicyEffect.Approve) when current.Effect == PolicyEffect.Approve && !RuleSides.Same(current.Approval, now.Approval) => BacktestChange.OtherApproval,
        _ => null,
    };

    /// <summary>As the agent wrote it; what is none of its words did not pass.</summary>
    private static PolicyEffect Effect(string verdict) => verdict switch { "allow" => PolicyEffect.Allow, "approve" => PolicyEffect.Approve, _ => PolicyEffect.Deny };

    private CallerJudge Judge(SessionEntity session, ConnectionConfig connection)
    {
        var caller = new CallerIdentity(session.Identity, session.IdentityKind, session.Groups, "recording") { Actors = session.Actors };
        var key = $"{connection.Name}\n{JsonColumn.Write(caller)}";
        if (callers.TryGetValue(key, out var known)) return known;
        if (callers.Count >= MostCallers) callers.Clear();
        return callers[key] = new CallerJudge(sides, connection, caller);
    }
}

/// <summary>A recorded session, judged at its connect.</summary>
/// <param name="Before">What it is compared with.</param>
/// <param name="Change">Null where the connect would end as it did.</param>
internal sealed record JudgedSession(SessionEntity Session, CallerJudge Judge, BacktestVerdict Then, BacktestVerdict Current, BacktestVerdict Now, BacktestVerdict Before, BacktestChange? Change)
{
    /// <summary>On one of the two sides there would be no session: its operations change with it, and are not judged one by one.</summary>
    public bool IsShut => Before.Effect == PolicyEffect.Deny || Now.Effect == PolicyEffect.Deny;
}
