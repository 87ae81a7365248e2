using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Components.Pages.Backtests;
using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Policies;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>One policy: what it says, what it did, what is odd about it, what it would decide, and its history. The history stays when the policy is gone.</summary>
public sealed partial class PolicyPage
{
    private static readonly Crumb[] crumbs = [new("Policies", "/policies")];

    private readonly TrialInput trial = new();
    private PolicyConfig? policy;
    private DateTimeOffset updatedAt;
    private IReadOnlyList<PolicyFinding> findings = [];
    private IReadOnlyList<PolicyActivityEntity> activity = [];
    private IReadOnlyList<string> concerned = [];
    private RuleChoices? choices;
    private IReadOnlyList<BacktestChoice> backtests = [];
    private bool isGone;
    private string? loaded;

    [Parameter]
    public string Name { get; set; } = "";

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private IdentityDirectory Identities { get; set; } = default!;

    [Inject]
    private PolicyActivity Activity { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot, LiveTopics.Sessions];

    /// <summary>One policy's page links to another's: the name changes while the page stays.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != Name) await LoadAsync();
    }

    protected override async Task LoadAsync()
    {
        loaded = Name;
        var stored = await Configuration.FindAsync<PolicyConfig>(Name, Gone);
        (policy, updatedAt, isGone) = (stored?.Config, stored?.UpdatedAt ?? default, stored is null);
        if (policy is null) return;
        var config = await Configuration.ReadAsync(Gone);
        choices = RuleChoices.Of(config, await Identities.CurrentAsync(Gone));
        findings = [.. PolicyFindings.Of(config.Policies ?? [], choices.Known, choices.IdentityImage).Where(f => f.Policy == Name)];
        activity = await Activity.ReadAsync(Name, Gone);
        concerned = [.. choices.Known.Where(policy.Connections.Matches).Select(c => c.Name)];
        backtests = [BacktestsOf(policy, config)];
        if (trial.Connection.Length == 0 && concerned.Count > 0) trial.Connection = concerned[0];
    }

    private static BacktestChoice BacktestsOf(PolicyConfig policy, ConsoleConfig config)
    {
        var stored = config.Policies ?? [];
        return policy.Mode == PolicyMode.Observe
            ? BacktestChoice.Of("if it were enforced", new BacktestRules([.. stored.Select(p => p.Name == policy.Name ? p with { Mode = PolicyMode.Enforce } : p)], config.MaskingRules ?? []))
            : BacktestChoice.Of("without it", new BacktestRules([.. stored.Where(p => p.Name != policy.Name)], config.MaskingRules ?? []));
    }

    private void Edit() => Navigation.NavigateTo(PolicyLink.Edit(Name));
}
