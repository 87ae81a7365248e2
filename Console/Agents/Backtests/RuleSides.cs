using System.Collections.Frozen;
using HoopLike.Console.Data;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>The two configurations of a run, and what they have in common.</summary>
internal sealed class RuleSides
{
    private readonly FrozenSet<string> kept;
    private readonly FrozenSet<string> policies;
    private readonly FrozenSet<string> refusers;

    public RuleSides(AgentSnapshot current, BacktestRules draft)
    {
        Current = current;
        Draft = current with { Policies = draft.Policies, MaskingRules = draft.MaskingRules };
        var were = current.MaskingRules.Select(r => JsonColumn.Write(r)).ToList();
        var are = draft.MaskingRules.Select(r => JsonColumn.Write(r)).ToList();
        SameMasking = were.SequenceEqual(are, StringComparer.Ordinal);
        kept = current.MaskingRules.Where((_, i) => are.Contains(were[i], StringComparer.Ordinal)).Select(r => r.Name).ToFrozenSet(StringComparer.Ordinal);
        policies = current.Policies.Select(p => p.Name).ToFrozenSet(StringComparer.Ordinal);
        refusers = current.MaskingRules.Where(r => !r.Columns.IsEmpty).Select(r => r.Name).ToFrozenSet(StringComparer.Ordinal);
    }

    public AgentSnapshot Current { get; }

    public AgentSnapshot Draft { get; }

    /// <summary>Nothing about masking is different.</summary>
    public bool SameMasking { get; }

    /// <summary>A masking rule that stands in both, word for word.</summary>
    public bool IsKept(string maskingRule) => kept.Contains(maskingRule);

    /// <summary>A recorded verdict names this masking rule: it refused, by the target's catalogue, which is asked no more.</summary>
    public bool IsRefuser(string rule) => refusers.Contains(rule) && !policies.Contains(rule);

    /// <summary>A policy of that name that holds transactions at their COMMIT.</summary>
    public static PolicyConfig? CommitHolder(AgentSnapshot snapshot, string? name) => snapshot.Policies.FirstOrDefault(p => p is { At: PolicyMoment.Commit, Mode: PolicyMode.Enforce } && p.Name == name);

    public ConnectionConfig? Connection(string name) => Current.Connections.FirstOrDefault(c => c.Name == name);

    public bool IsMaskingRule(string? rule) => rule is not null && Draft.MaskingRules.Any(r => r.Name == rule) && !Draft.Policies.Any(p => p.Name == rule);

    /// <summary>Whether the same people decide, and as many of them, in the same time.</summary>
    public static bool Same(ApprovalRequirement? one, ApprovalRequirement? other) => one is null || other is null
        ? one is null && other is null
        : (one.Required, one.TimeoutSeconds, one.GrantMinutes) == (other.Required, other.TimeoutSeconds, other.GrantMinutes) && one.Groups.ToHashSet(StringComparer.Ordinal).SetEquals(other.Groups);

    /// <summary>A verdict that lets nothing pass is a denial, as agents take it.</summary>
    public static BacktestVerdict Of(Verdict verdict) => verdict switch
    {
        { Effect: PolicyEffect.Allow, Commit: { } commit } => new(PolicyEffect.Approve, commit.Policy, commit.Approval) { AtCommit = true },
        { Effect: PolicyEffect.Allow } => new(PolicyEffect.Allow, verdict.Policy),
        { Effect: PolicyEffect.Approve, Approval: { } approval, Policy: not null } => new(PolicyEffect.Approve, verdict.Policy, approval),
        _ => new(PolicyEffect.Deny, verdict.Policy),
    };
}
