using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Console.Policies;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>The button that deletes a policy.</summary>
public sealed class DeletePolicy : DeleteButton<PolicyConfig>
{
    protected override string Name => Rule.Name;

    protected override string Word => "policy";

    protected override string Consequences => Consequence(Rule);

    internal static string Consequence(PolicyConfig policy) => $"“{PolicyWords.Sentence(policy)}” " + (policy.Mode == PolicyMode.Observe
        ? "only watches, so that nothing changes for callers. Its history stays."
        : policy switch
        {
            { Scope: PolicyScope.Session, Effect: PolicyEffect.Allow } => "ends within a second: whom no other policy lets connect is cut off, open sessions included. Its history stays, and it can be brought back.",
            { Effect: PolicyEffect.Allow } => "ends within a second. What it allowed stays allowed, unless another policy is against it. Its history stays.",
            { Effect: PolicyEffect.Deny } => "ends within a second: what it denied is possible unless another policy is against it, in open sessions too. Its history stays, and it can be brought back.",
            _ => "ends within a second: what it held for approval goes on without one unless another policy is against it. Its history stays, and it can be brought back.",
        });
}
