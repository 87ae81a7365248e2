using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>Gathers matching rules in any order and keeps the one that decides.</summary>
internal struct RulePrecedence
{
    private PolicyRule? strictest;
    private List<PolicyRule>? observers;
    private bool isAllowed;

    public void Add(PolicyRule rule)
    {
        if (rule.IsObserver)
        {
            (observers ??= []).Add(rule);
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

    /// <summary>The rule that decides an operation; null where none concerns it.</summary>
    public readonly PolicyRule? OfOperation => strictest;

    /// <param name="noRight">What the caller is told where no rule allows it.</param>
    public readonly Verdict ConcludeSession(string noRight) => OfSession?.ToVerdict(Observed) ?? new Verdict(PolicyEffect.Deny, null, noRight, null, Observed);

    /// <summary>No rule allows: the session-scope allow stands for it.</summary>
    public readonly Verdict ConcludeOperation()
    {
        var observed = Observed;
        return strictest?.ToVerdict(observed) ?? (observed.IsEmpty ? Verdict.Allowed : Verdict.Allowed with { Observed = observed });
    }

    /// <summary>What the observers would have done, in the order of their names.</summary>
    private readonly ImmutableArray<string> Observed => observers is null
        ? []
        : [.. observers.OrderBy(r => r.Policy.Name, StringComparer.Ordinal).Select(r => $"{r.Policy.Name}: {Word(r.Effect)}")];

    /// <summary>Deny before approve before allow; of approvals the one that needs most people, then the one that waits shortest; then by name.</summary>
    public static int Compare(PolicyRule a, PolicyRule b)
    {
        var order = Rank(a.Effect).CompareTo(Rank(b.Effect));
        if (order == 0 && a is { Effect: PolicyEffect.Approve, Policy.Approval: { } first } && b.Policy.Approval is { } second)
        {
            order = second.Required.CompareTo(first.Required);
            if (order == 0) order = first.TimeoutSeconds.CompareTo(second.TimeoutSeconds);
        }
        return order != 0 ? order : string.CompareOrdinal(a.Policy.Name, b.Policy.Name);
    }

    private static int Rank(PolicyEffect effect) => effect switch { PolicyEffect.Deny => 0, PolicyEffect.Approve => 1, _ => 2 };

    private static string Word(PolicyEffect effect) => effect switch { PolicyEffect.Deny => "deny", PolicyEffect.Approve => "approve", _ => "allow" };
}
