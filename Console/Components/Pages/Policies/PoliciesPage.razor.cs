using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Policies;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>All policies in the order in which they are asked, each as a sentence, with what it last did and what is worth knowing of it. What is searched for stands in the address.</summary>
public sealed partial class PoliciesPage
{
    private const string QueryName = "q";
    private const string EffectName = "effect";
    private const string ConnectionName = "connection";
    private const string ModeName = "mode";
    private const string FindingsName = "warnings";

    private IReadOnlyList<Row>? rows;
    private IReadOnlyList<string> connections = [];

    [SupplyParameterFromQuery(Name = QueryName)]
    private string? Query { get; set; }

    [SupplyParameterFromQuery(Name = EffectName)]
    private string? Effect { get; set; }

    [SupplyParameterFromQuery(Name = ConnectionName)]
    private string? Connection { get; set; }

    [SupplyParameterFromQuery(Name = ModeName)]
    private string? Mode { get; set; }

    [SupplyParameterFromQuery(Name = FindingsName)]
    private bool OnlyFindings { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private IdentityDirectory Identities { get; set; } = default!;

    [Inject]
    private PolicyActivity Activity { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot, LiveTopics.Sessions];

    private List<Row> Shown => [.. (rows ?? []).Where(IsWanted)];

    private string Summary
    {
        get
        {
            var count = Shown.Count == rows!.Count ? $"{rows.Count} {(rows.Count == 1 ? "policy" : "policies")}" : $"{Shown.Count} of {rows.Count} policies";
            var observing = rows.Count(r => r.Policy.Mode == PolicyMode.Observe);
            return $"{count}; {(observing == 0 ? "all enforced" : $"{observing} only observing")}.";
        }
    }

    protected override async Task LoadAsync()
    {
        var config = await Configuration.ReadAsync(Gone);
        var known = (config.Connections ?? []).Select(c => c.Config).ToList();
        var all = config.Policies ?? [];
        var findings = PolicyFindings.Of(all, known, await Identities.CurrentAsync(Gone)).ToLookup(f => f.Policy, StringComparer.Ordinal);
        var activity = (await Activity.ReadAsync(Gone)).ToLookup(a => a.Policy, StringComparer.Ordinal);
        connections = [.. known.Select(c => c.Name).Order(StringComparer.OrdinalIgnoreCase)];
        rows = [.. PolicyWords.InOrder(all).Select(p => new Row(p, PolicyWords.Sentence(p), [.. known.Where(p.Connections.Matches).Select(c => c.Name)], [.. findings[p.Name]], [.. activity[p.Name].OrderByDescending(a => a.LastAt)]))];
    }

    private bool IsWanted(Row row) =>
        (string.IsNullOrWhiteSpace(Query) || Query.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w => row.Text.Contains(w, StringComparison.OrdinalIgnoreCase)))
        && (string.IsNullOrEmpty(Effect) || PolicyWords.Effect(row.Policy.Effect) == Effect)
        && (string.IsNullOrEmpty(Connection) || row.Connections.Contains(Connection, StringComparer.Ordinal))
        && (string.IsNullOrEmpty(Mode) || (row.Policy.Mode == PolicyMode.Observe) == (Mode == "observe"))
        && (!OnlyFindings || row.Findings.Any(f => f.IsWarning));

    private void New() => Navigation.NavigateTo("/policies/new");

    private void Filter(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrWhiteSpace(value) ? null : value), replace: true);

    private sealed record Row(PolicyConfig Policy, string Sentence, IReadOnlyList<string> Connections, IReadOnlyList<PolicyFinding> Findings, IReadOnlyList<PolicyActivityEntity> Activity)
    {
        /// <summary>What a search looks through.</summary>
        public string Text { get; } = string.Join(' ', [Policy.Name, Sentence, Policy.Message ?? "", .. Connections]);
    }
}
