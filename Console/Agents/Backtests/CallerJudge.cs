using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>What the masking rules of both sides may do with one statement.</summary>
/// <param name="CurrentRefuser">The rule that may refuse it for its predicates; null for none.</param>
internal sealed record MaskingSides(ImmutableArray<MaskedPart> Current, ImmutableArray<MaskedPart> Draft, string? CurrentRefuser, string? DraftRefuser)
{
    public static MaskingSides None { get; } = new([], [], null, null);
}

/// <summary>Both configurations for one caller on one connection. One run's own; not thread-safe.</summary>
internal sealed class CallerJudge(RuleSides sides, ConnectionConfig connection, CallerIdentity caller)
{
    private const int MostRemembered = 4096;

    private readonly SessionPolicies current = new(sides.Current, connection, caller);
    private readonly SessionPolicies draft = new(sides.Draft, connection, caller);
    private readonly Dictionary<SqlAnalysis, MaskingSides> masking = new(ReferenceEqualityComparer.Instance as IEqualityComparer<SqlAnalysis>);

    /// <summary>Some rule that concerns the caller may refuse statements: what they ask about must be forecast.</summary>
    private readonly bool mayRefuse = sides.Current.MaskingRules.Concat(sides.Draft.MaskingRules).Any(r => r.Predicates != PredicateUse.Allow && r.Connections.Matches(connection));

    public (BacktestVerdict Current, BacktestVerdict Draft) Connect(DateTimeOffset at) => (RuleSides.Of(current.DecideSession(at)), RuleSides.Of(draft.DecideSession(at)));

    /// <param name="then">As recorded: where an unchanged masking rule refused, or did not refuse, that counts more than a forecast.</param>
    public (BacktestVerdict Current, BacktestVerdict Draft, bool IsForecast) Operation(SqlAnalysis analysis, DateTimeOffset at, BacktestVerdict then)
    {
        var (was, would) = (HeldAsRecorded(sides.Current, RuleSides.Of(current.DecideOperation(analysis, at)), then), HeldAsRecorded(sides.Draft, RuleSides.Of(draft.DecideOperation(analysis, at)), then));
        if (!mayRefuse && !(then.Rule is { } named && sides.IsRefuser(named))) return (was, would, false);
        var forecast = Masking(analysis);
        return (Refused(was, forecast.CurrentRefuser, then, true), Refused(would, forecast.DraftRefuser, then, false), forecast.CurrentRefuser != forecast.DraftRefuser);
    }

    /// <summary>Its operations are requests.</summary>
    public bool SpeaksHttp => connection.Protocol == ConnectionProtocol.Http;

    public (BacktestVerdict Current, BacktestVerdict Draft) Operation(HttpOperation request, DateTimeOffset at) => (RuleSides.Of(current.DecideOperation(request, at)), RuleSides.Of(draft.DecideOperation(request, at)));

    /// <summary>Some rule of either side asks for the body of the request.</summary>
    public bool NeedsBody(HttpOperation request) => current.NeedsBody(request) || draft.NeedsBody(request);

    public MaskingSides Masking(SqlAnalysis analysis)
    {
        if (masking.TryGetValue(analysis.Pattern, out var known)) return known;
        if (masking.Count >= MostRemembered) masking.Clear();
        var were = MaskingForecast.Of(sides.Current, connection, caller, analysis);
        var are = sides.SameMasking ? were : MaskingForecast.Of(sides.Draft, connection, caller, analysis);
        var parts = MaskedParts.Of(were, analysis);
        return masking[analysis.Pattern] = new MaskingSides(parts, sides.SameMasking ? parts : MaskedParts.Of(are, analysis), Refuser(were), sides.SameMasking ? Refuser(were) : Refuser(are));
    }

    /// <summary>A COMMIT that was held for what its transaction had done says nothing of that itself: it would be held again by a policy of that name.</summary>
    private static BacktestVerdict HeldAsRecorded(AgentSnapshot snapshot, BacktestVerdict verdict, BacktestVerdict then) =>
        then.Effect == PolicyEffect.Approve && verdict.Effect == PolicyEffect.Allow && RuleSides.CommitHolder(snapshot, then.Rule) is { } holder ? new BacktestVerdict(PolicyEffect.Approve, holder.Name, holder.Approval) { AtCommit = true } : verdict;

    private static string? Refuser(ImmutableArray<MaskingForecast> forecasts) => forecasts.FirstOrDefault(f => f.MayRefuse)?.Rule.Name;

    private BacktestVerdict Refused(BacktestVerdict byPolicies, string? refuser, BacktestVerdict then, bool isCurrent)
    {
        if (byPolicies.Effect == PolicyEffect.Deny) return byPolicies;
        if (then is { Effect: PolicyEffect.Deny, Rule: { } rule } && sides.IsRefuser(rule) && (isCurrent || sides.IsKept(rule))) return then;
        if (refuser is null || (then.Effect != PolicyEffect.Deny && sides.IsKept(refuser))) return byPolicies;
        return new BacktestVerdict(PolicyEffect.Deny, refuser);
    }
}
