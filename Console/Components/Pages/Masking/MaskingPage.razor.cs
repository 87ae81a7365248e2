using System.Globalization;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Masking;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>All masking rules, each as a sentence, with what is worth knowing of it. What is searched for stands in the address.</summary>
public sealed partial class MaskingPage
{
    private const string QueryName = "q";
    private const string ConnectionName = "connection";
    private const string FindingsName = "warnings";

    private IReadOnlyList<Row>? rules;
    private IReadOnlyList<string> connections = [];
    private long masked;

    [SupplyParameterFromQuery(Name = QueryName)]
    private string? Query { get; set; }

    [SupplyParameterFromQuery(Name = ConnectionName)]
    private string? Connection { get; set; }

    [SupplyParameterFromQuery(Name = FindingsName)]
    private bool OnlyFindings { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private IdentityDirectory Identities { get; set; } = default!;

    [Inject]
    private ActivityLog Activity { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot];

    private List<Row> Shown => [.. (rules ?? []).Where(IsWanted)];

    private string Summary
    {
        get
        {
            var count = Shown.Count == rules!.Count ? $"{rules.Count} {(rules.Count == 1 ? "rule" : "rules")}" : $"{Shown.Count} of {rules.Count} rules";
            var lately = masked == 0 ? "no value masked" : $"{masked.ToString("n0", CultureInfo.InvariantCulture)} {(masked == 1 ? "value" : "values")} masked";
            return $"{count}; {lately} in the last 24 hours on {(string.IsNullOrEmpty(Connection) ? "all connections" : Connection)}.";
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (rules is not null) await CountAsync();
    }

    protected override async Task LoadAsync()
    {
        var config = await Configuration.ReadAsync(Gone);
        var known = (config.Connections ?? []).Select(c => c.Config).ToList();
        var all = config.MaskingRules ?? [];
        var findings = MaskingFindings.Of(all, known, await Identities.CurrentAsync(Gone)).ToLookup(f => f.Rule, StringComparer.Ordinal);
        connections = [.. known.Select(c => c.Name).Order(StringComparer.OrdinalIgnoreCase)];
        rules = [.. all.Select(r => new Row(r, MaskingWords.Sentence(r), [.. known.Where(r.Connections.Matches).Select(c => c.Name)], [.. findings[r.Name]]))];
        await CountAsync();
    }

    private async Task CountAsync()
    {
        var now = Time.GetUtcNow();
        masked = (await Activity.ReadAsync(now.AddDays(-1), now, string.IsNullOrEmpty(Connection) ? null : Connection, Gone)).Total.MaskedValues;
    }

    private bool IsWanted(Row row) =>
        (string.IsNullOrWhiteSpace(Query) || Query.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(row.Text.Contains))
        && (string.IsNullOrEmpty(Connection) || row.Connections.Contains(Connection, StringComparer.Ordinal))
        && (!OnlyFindings || row.Findings.Any(f => f.IsWarning));

    private void Filter(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrWhiteSpace(value) ? null : value), replace: true);

    private static string Address(string name) => $"/masking/{Uri.EscapeDataString(name)}";

    private sealed record Row(MaskingRuleConfig Rule, string Sentence, IReadOnlyList<string> Connections, IReadOnlyList<MaskingFinding> Findings)
    {
        /// <summary>What a search looks through.</summary>
        public SearchText Text { get; } = new(string.Join(' ', [Rule.Name, Sentence, .. Rule.Columns, .. Rule.JsonPaths, .. Rule.Searched(), .. Connections]));
    }

    private sealed record SearchText(string All)
    {
        public bool Contains(string word) => All.Contains(word, StringComparison.OrdinalIgnoreCase);
    }
}
