using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>Gathers matching rules in any order and keeps the one that decides.</summary>
internal struct RulePrecedence
{
    private PolicyRule? strictest;
    private PolicyRule? atCommit;
    private string? unholdable;
    private List<PolicyRule>? observers;
    private bool isAllowed;

    /// <param name="operation">Null at session scope.</param>
    public void Add(PolicyRule rule, AskedOperation? operation = null)
    {
        if (rule.IsObserver)
        {
            (observers ??= []).Add(rule);
            return;
        }

        if (rule.IsAtCommit && operation is { } asked)
        {
            AddAtCommit(rule, rule.WhyNotAtCommit(asked));
            return;
        }

        isAllowed |= rule.Effect == PolicyEffect.Allow;
        if (strictest is null || Compare(rule, strictest) < 0) strictest = rule;
    }

    /// <summary>A rule allows, whatever else restricts.</summary>
    public readonly bool IsAllowed => isAllowed;

    /// <summary>Whoever acts for somebody has no allow of its own: neither has the whole chain, and only a denial still counts.</summary>
    public void WithdrawAllow() => isAllowed = false;

    /// <summary>The rule that decides a connect; null where none allows it, so that nobody's approval would help.</summary>
    public readonly PolicyRule? OfSession => strictest is { } rule && (isAllowed || rule.Effect == PolicyEffect.Deny) ? rule : null;

    /// <summary>The rule that decides whether an operation runs; null where none concerns it.</summary>
    public readonly PolicyRule? OfOperation => unholdable is not null && strictest?.Effect != PolicyEffect.Deny ? atCommit : strictest;

    /// <summary>The rule that holds the operation's transaction at COMMIT; null where none does, or the operation does not come to run.</summary>
    public readonly PolicyRule? OfCommit => unholdable is not null || strictest?.Effect == PolicyEffect.Deny ? null : atCommit;

    /// <param name="noRight">What the caller is told where no rule allows it.</param>
    public readonly Verdict ConcludeSession(string noRight) => OfSession?.ToVerdict(Observed) ?? new Verdict(PolicyEffect.Deny, null, noRight, null, Observed);

    /// <summary>No rule allows: the session-scope allow stands for it.</summary>
    public readonly Verdict ConcludeOperation()
    {
        var observed = Observed;
        if (unholdable is not null && strictest?.Effect != PolicyEffect.Deny)
        {
            return new Verdict(PolicyEffect.Deny, atCommit!.Policy.Name, $"Policy {atCommit.Policy.Name} holds such statements at COMMIT, which is not possible here: {unholdable}.", null, observed);
        }

        var verdict = strictest?.ToVerdict(observed) ?? (observed.IsEmpty ? Verdict.Allowed : Verdict.Allowed with { Observed = observed });
        return OfCommit is { Policy: { Approval: { } approval } policy } ? verdict with { Commit = new CommitHold(policy.Name, approval) } : verdict;
    }

    /// <summary>One that must be held and cannot be goes before all others at COMMIT: the operation does not run.</summary>
    private void AddAtCommit(PolicyRule rule, string? whyNot)
    {
        if (whyNot is not null && unholdable is null) atCommit = null;
        if (whyNot is null && unholdable is not null) return;
        if (atCommit is null || Compare(rule, atCommit) < 0) (atCommit, unholdable) = (rule, whyNot);
    }

    /// <summary>What the observers would have done, in the order of their names.</summary>
    private readonly ImmutableArray<string> Observed => observers is null
        ? []
        : [.. observers.OrderBy(r => r.Policy.Name, StringComparer.Ordinal).Select(r => $"{r.Policy.Name}: {Word(r.Effect)}{(r.IsAtCommit ? " at commit" : "")}")];

    /// <summary>Deny before approve before allow; of approvals those at the statement before those at COMMIT, then the one that needs most people, then the one that waits shortest; then by name.</summary>
    public static int Compare(PolicyRule a, PolicyRule b)
    {
        var order = Rank(a.Effect).CompareTo(Rank(b.Effect));
        if (order == 0 && a is { Effect: PolicyEffect.Approve, Policy.Approval: { } first } && b.Policy.Approval is { } second)
        {
            order = a.IsAtCommit.CompareTo(b.IsAtCommit);
            if (order == 0) order = second.Required.CompareTo(first.Required);
            if (order == 0) order = first.TimeoutSeconds.CompareTo(second.TimeoutSeconds);
        }
        return order != 0 ? order : string.CompareOrdinal(a.Policy.Name, b.Policy.Name);
    }

    private static int Rank(PolicyEffect effect) => effect switch { PolicyEffect.Deny => 0, PolicyEffect.Approve => 1, _ => 2 };

    private static string Word(PolicyEffect effect) => effect switch { PolicyEffect.Deny => "deny", PolicyEffect.Approve => "approve", _ => "allow" };
}
