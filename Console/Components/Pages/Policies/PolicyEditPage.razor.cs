using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Policies;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>Writes a policy. What it says, what is odd about it and what it would decide stand beside the fields.</summary>
public sealed partial class PolicyEditPage
{
    private static readonly Crumb[] crumbs = [new("Policies", "/policies")];

    private readonly TrialInput trial = new();
    private IReadOnlyList<PolicyFinding> findings = [];

    [SupplyParameterFromQuery(Name = "scope")]
    private string? Scope { get; set; }

    [SupplyParameterFromQuery(Name = "effect")]
    private string? Effect { get; set; }

    [SupplyParameterFromQuery(Name = "connection")]
    private string? Connection { get; set; }

    protected override string Word => "policy";

    protected override string[] Fields { get; } = ["name", "subjects", "connections", "match", "when", "approval", "message"];

    protected override IEnumerable<PolicyConfig> Siblings => Stored.Policies ?? [];

    private string Sentence => PolicyWords.Sentence(Rule!) + (Rule!.Mode == PolicyMode.Observe ? " — only observed for now." : ".");

    private TrialDraft Tried => new(Rule!.Name.Length == 0 ? Rule with { Name = "this policy" } : Rule, Name);

    protected override PolicyDraft NewDraft()
    {
        var draft = new PolicyDraft { Connections = string.IsNullOrWhiteSpace(Connection) ? [] : [Connection.Trim()] };
        if (Enum.TryParse<PolicyScope>(Scope, ignoreCase: true, out var scope)) draft.Scope = scope;
        if (Enum.TryParse<PolicyEffect>(Effect, ignoreCase: true, out var effect)) draft.Effect = effect;
        return draft;
    }

    protected override PolicyDraft DraftOf(PolicyConfig config) => PolicyDraft.Of(config);

    protected override PolicyConfig ConfigOf(PolicyDraft draft) => draft.ToConfig();

    protected override string NameOf(PolicyConfig config) => config.Name;

    protected override void SetName(PolicyDraft draft, string name) => draft.Name = name;

    protected override void Judge() => findings = [.. PolicyFindings.Of(Others(), Choices!.Known, Choices.IdentityImage).Where(f => f.Policy == Rule!.Name)];

    protected override string PageOf(string name) => PolicyLink.To(name);

    protected override PolicyConfig Enforced(PolicyConfig rule) => rule with { Mode = PolicyMode.Enforce };

    protected override string State(PolicyConfig saved) => saved.Mode == PolicyMode.Observe ? "observes" : base.State(saved);
}
