using System.Collections.Immutable;
using HoopLike.Console.Agents;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Live;
using HoopLike.Console.Masking;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>One connection's sensitive columns.</summary>
/// <param name="Scan">Under way, or failed; null when none runs.</param>
public sealed record ConnectionCoverage(string Name, ImmutableArray<SensitiveColumn> Columns, LastScan? Last, ScanRun? Scan, ImmutableArray<MaskingRuleConfig> Rules)
{
    public bool IsRunning => Scan is { Problem: null };

    public ImmutableArray<SensitiveColumn> In(params ReadOnlySpan<CoverageState> states)
    {
        var found = ImmutableArray.CreateBuilder<SensitiveColumn>();
        foreach (var column in Columns)
            if (states.Contains(column.State)) found.Add(column);
        return found.ToImmutable();
    }
}

/// <summary>What looks sensitive and is not masked, connection by connection, and the way to mask it.</summary>
public sealed partial class CoveragePage
{
    private static readonly Crumb[] crumbs = [new("Masking", "/masking")];

    private IReadOnlyList<ConnectionCoverage>? connections;

    [SupplyParameterFromQuery(Name = "connection")]
    private string? Only { get; set; }

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private SensitiveColumns Columns { get; set; } = default!;

    [Inject]
    private SensitiveScans Scans { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Topics { get; } = [LiveTopics.Snapshot, LiveTopics.Coverage];

    private IEnumerable<ConnectionCoverage> Shown => connections!.Where(c => string.IsNullOrEmpty(Only) || c.Name == Only);

    private string Summary
    {
        get
        {
            var open = connections!.Sum(c => c.In(CoverageState.Open).Length);
            return open == 0 ? "Nothing that was found is open." : $"{open} {(open == 1 ? "column is" : "columns are")} open on {connections!.Count(c => c.In(CoverageState.Open).Length > 0)} of {connections!.Count} connections.";
        }
    }

    protected override async Task LoadAsync()
    {
        var config = await Configuration.ReadAsync(Gone);
        var found = await Columns.ReadAsync(Gone);
        var rules = config.MaskingRules ?? [];
        var all = new List<ConnectionCoverage>();
        foreach (var connection in (config.Connections ?? []).Select(c => c.Config).Where(c => c.Protocol == ConnectionProtocol.Postgres).OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase))
            all.Add(new ConnectionCoverage(connection.Name, Coverage.Of(connection, rules, found[connection.Name]), await Columns.LastAsync(connection.Name, Gone), Scans.Of(connection.Name), rules));
        // What needs somebody comes first.
        connections = [.. all.OrderByDescending(c => c.In(CoverageState.Open).Length > 0)];
    }

    private void Choose(string? name) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("connection", string.IsNullOrEmpty(name) ? null : name));

    private Task ScanAllAsync()
    {
        if (!IsAdmin) return Task.CompletedTask;
        foreach (var connection in Shown.Where(c => !c.IsRunning)) _ = Scans.StartAsync(connection.Name, Actor);
        return LoadAsync();
    }
}
