using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Components.Pages.Backtests;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Masking;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>One masking rule: what it says, whom and what it concerns, and what it makes of values.</summary>
public sealed partial class MaskingRulePage
{
    private static readonly Crumb[] crumbs = [new("Masking", "/masking")];

    private MaskingRuleConfig? rule;
    private DateTimeOffset updatedAt;
    private IReadOnlyList<MaskingFinding> findings = [];
    private IReadOnlyList<(string Name, long Masked)> concerned = [];
    private ExemptCallers? exempt;
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
    private ActivityLog Activity { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot];

    /// <summary>One rule's page links to another's: the name changes while the page stays.</summary>
    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != Name) await LoadAsync();
    }

    protected override async Task LoadAsync()
    {
        loaded = Name;
        var stored = await Configuration.FindAsync<MaskingRuleConfig>(Name, Gone);
        (rule, updatedAt, isGone) = (stored?.Config, stored?.UpdatedAt ?? default, stored is null);
        if (rule is null) return;
        var config = await Configuration.ReadAsync(Gone);
        var connections = (config.Connections ?? []).Select(c => c.Config).ToList();
        var identities = await Identities.CurrentAsync(Gone);
        findings = [.. MaskingFindings.Of(config.MaskingRules ?? [], connections, identities).Where(f => f.Rule == Name)];
        exempt = ExemptCallers.Of(rule, identities);
        backtests = [BacktestChoice.Of("without it", new BacktestRules(config.Policies ?? [], [.. (config.MaskingRules ?? []).Where(r => r.Name != Name)]))];
        var now = Time.GetUtcNow();
        List<(string, long)> counted = [];
        foreach (var connection in connections.Where(rule.Connections.Matches)) counted.Add((connection.Name, (await Activity.ReadAsync(now.AddDays(-1), now, connection.Name, Gone)).Total.MaskedValues));
        concerned = counted;
    }

    private void ToList() => Navigation.NavigateTo("/masking");

    private void Edit() => Navigation.NavigateTo($"/masking/{Uri.EscapeDataString(Name)}/edit");
}
