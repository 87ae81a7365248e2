using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>Gathers matching rules in any order and keeps the one that decides.</summary>
internal struct RulePrecedence
{
    private PolicyRule? strictest;
    private List<PolicyRule>? observers;

    public void Add(PolicyRule rule)
    {
        if (rule.IsObserver) (observers ??= []).Add(rule);
        else if (strictest is null || Compare(rule, strictest) < 0) strictest = rule;
    }

    public readonly PolicyRule? Strictest => strictest;

    /// <summary>What the observers would have done, in the order of their names.</summary>
    public readonly ImmutableArray<string> Observed => observers is null
        ? []
        : [.. observers.OrderBy(r => r.Policy.Name, StringComparer.Ordinal).Select(r => $"{r.Policy.Name}: {Word(r.Effect)}")];

    /// <summary>Deny before approve before allow; of approvals the one that needs most people, then the one that waits shortest; then by name.</summary>
    private static int Compare(PolicyRule a, PolicyRule b)
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
