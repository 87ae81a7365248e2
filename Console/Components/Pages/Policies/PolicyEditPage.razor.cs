using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Components.Pages.Masking;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Policies;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>Writes a policy: a new one, one like another, or a stored one. What it says, what is odd about it and what it would decide stand beside the fields.</summary>
public sealed partial class PolicyEditPage
{
    private static readonly Crumb[] crumbs = [new("Policies", "/policies")];
    private static readonly string[] fields = ["name", "subjects", "connections", "match", "when", "approval", "message"];

    private readonly TrialInput trial = new();
    private PolicyDraft? draft;
    private PolicyConfig? policy;
    private PolicyConfig? before;
    private Guid? version;
    private ConsoleConfig config = new();
    private RuleChoices? choices;
    private FieldMistakes mistakes = FieldMistakes.None;
    private IReadOnlyList<string> others = [];
    private IReadOnlyList<PolicyFinding> findings = [];
    private ConfigOutcome? outcome;
    private StoredConfig<PolicyConfig>? theirs;
    private bool changedMeanwhile;
    private bool wantsToSave;
    private bool isGone;
    private bool busy;

    [Parameter]
    public string? Name { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "scope")]
    private string? Scope { get; set; }

    [SupplyParameterFromQuery(Name = "effect")]
    private string? Effect { get; set; }

    [SupplyParameterFromQuery(Name = "connection")]
    private string? Connection { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private IdentityDirectory Identities { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private NotificationService Notifications { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot];

    private bool IsNew => Name is null;

    private string Sentence => PolicyWords.Sentence(policy!) + (policy!.Mode == PolicyMode.Observe ? " — only observed for now." : ".");

    private TrialDraft Tried => new(policy!.Name.Length == 0 ? policy with { Name = "this policy" } : policy, Name);

    private string? NameMistake => IsNew && (config.Policies ?? []).Any(p => string.Equals(p.Name, draft!.Name.Trim(), StringComparison.OrdinalIgnoreCase)) ? "There is a policy of that name already." : null;

    /// <summary>Later calls come from the feed: what somebody typed stays.</summary>
    protected override async Task LoadAsync()
    {
        config = await Configuration.ReadAsync(Gone);
        choices = RuleChoices.Of(config, await Identities.CurrentAsync(Gone));
        if (draft is null) await BeginAsync();
        else if (!IsNew && !busy) changedMeanwhile = (await Configuration.FindAsync<PolicyConfig>(Name!, Gone))?.Version != version;
        if (draft is not null) Changed();
    }

    private async Task BeginAsync()
    {
        if ((Name ?? From) is not { Length: > 0 } wanted)
        {
            draft = new PolicyDraft { Connections = string.IsNullOrWhiteSpace(Connection) ? [] : [Connection.Trim()] };
            if (Enum.TryParse<PolicyScope>(Scope, ignoreCase: true, out var scope)) draft.Scope = scope;
            if (Enum.TryParse<PolicyEffect>(Effect, ignoreCase: true, out var effect)) draft.Effect = effect;
            return;
        }

        var stored = await Configuration.FindAsync<PolicyConfig>(wanted, Gone);
        isGone = stored is null;
        if (stored is null) return;
        draft = PolicyDraft.Of(stored.Config);
        if (IsNew) draft.Name = $"{wanted}-copy";
        else (before, version) = (stored.Config, stored.Version);
    }

    private void Rename(string? name)
    {
        draft!.Name = name ?? "";
        Changed();
    }

    private void Changed()
    {
        policy = draft!.ToConfig();
        mistakes = new FieldMistakes(DraftCheck.Of(config, policy), wantsToSave);
        others = [.. mistakes.Besides(fields)];
        IReadOnlyList<PolicyConfig> all = [.. (config.Policies ?? []).Where(p => p.Name != policy.Name), policy];
        findings = [.. PolicyFindings.Of(all, choices!.Known, choices.IdentityImage).Where(f => f.Policy == policy.Name)];
    }

    private async Task SaveAsync()
    {
        wantsToSave = true;
        Changed();
        if (!mistakes.IsEmpty || NameMistake is not null || busy || !IsAdmin) return;
        busy = true;
        outcome = await Configuration.SaveAsync(policy!, version, Actor, CancellationToken.None);
        busy = false;
        if (outcome.Conflict) theirs = await Configuration.FindAsync<PolicyConfig>(policy!.Name, Gone);
        else if (outcome.Accepted) Leave();
        else others = [.. new FieldMistakes([.. outcome.Mistakes.Select(DraftCheck.FromObject)], true).Besides()];
    }

    private Task OverwriteAsync()
    {
        (before, version) = (theirs?.Config, theirs?.Version);
        return SaveAsync();
    }

    private void TakeTheirs()
    {
        (draft, before, version, outcome, changedMeanwhile, wantsToSave) = (PolicyDraft.Of(theirs!.Config), theirs.Config, theirs.Version, null, false, false);
        Changed();
    }

    private void Leave()
    {
        var (saved, was, configuration, actor, toasts) = (policy!, before, Configuration, Actor, Notifications);
        var state = saved.Mode == PolicyMode.Observe ? "observes" : "is in force";
        Navigation.NavigateTo(PolicyLink.To(saved.Name));
        if (was is null) toasts.Notify(NotificationSeverity.Success, $"{saved.Name} {state}");
        else if (!outcome!.Changes.IsEmpty) toasts.Offer($"{saved.Name} {state} as changed", "Undo", UndoAsync);

        // The page is gone by then: nothing of it is used.
        async Task UndoAsync()
        {
            var now = await configuration.FindAsync<PolicyConfig>(saved.Name, CancellationToken.None);
            var isOurs = now is not null && ConfigWriter.WriteOne(now.Config) == ConfigWriter.WriteOne(saved);
            var back = isOurs ? await configuration.SaveAsync(was, now!.Version, actor, CancellationToken.None) : null;
            toasts.Notify(back is { Accepted: true } ? NotificationSeverity.Success : NotificationSeverity.Error, back is { Accepted: true } ? $"{saved.Name} is as it was" : "Not undone: somebody changed it meanwhile. Its history has every version.");
        }
    }
}
