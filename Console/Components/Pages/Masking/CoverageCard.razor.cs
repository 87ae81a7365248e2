using System.Collections.Immutable;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>One connection on the coverage page.</summary>
public sealed partial class CoverageCard
{
    private ImmutableArray<PlannedRule>? plan;
    private ImmutableHashSet<ColumnName> chosen = [];
    private ConfigOutcome? outcome;
    private bool busy;

    [Parameter, EditorRequired]
    public ConnectionCoverage Coverage { get; set; } = default!;

    [Parameter]
    public bool IsAdmin { get; set; }

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    [Inject]
    private SensitiveColumns Store { get; set; } = default!;

    [Inject]
    private SensitiveScans Scans { get; set; } = default!;

    [Inject]
    private NotificationService Notifications { get; set; } = default!;

    private ImmutableArray<SensitiveColumn> Open => Coverage.In(CoverageState.Open);

    private ImmutableArray<SensitiveColumn> Hidden => Coverage.In(CoverageState.Masked, CoverageState.Searched);

    private ImmutableArray<SensitiveColumn> Dismissed => Coverage.In(CoverageState.Dismissed);

    private string ScanWord => Coverage.IsRunning ? "Scanning…" : Coverage.Last is null ? "Scan" : "Scan again";

    private void ScanAsync()
    {
        if (!IsAdmin) return;
        plan = null;
        // It goes on without the page; the feed tells how far it is.
        _ = Scans.StartAsync(Coverage.Name, Actor);
    }

    private void PlanFor(ImmutableArray<SensitiveColumn> columns)
    {
        (chosen, outcome) = ([.. columns.Select(c => c.Name)], null);
        Plan();
    }

    /// <summary>The rules, or what is open, may have changed under a plan: it is made anew for what is left of it.</summary>
    protected override void OnParametersSet()
    {
        if (plan is not null && !busy) Plan();
    }

    private void Plan()
    {
        ImmutableArray<SensitiveColumn> left = [.. Open.Where(c => chosen.Contains(c.Name))];
        plan = left.IsEmpty ? null : CoverPlan.For(Coverage.Name, left, Coverage.Columns, Coverage.Rules);
    }

    private async Task ApplyAsync()
    {
        if (!IsAdmin || plan is not { } planned || busy) return;
        busy = true;
        var saved = 0;
        foreach (var each in planned)
        {
            outcome = await SaveAsync(each);
            if (!outcome.Accepted) break;
            saved++;
        }
        busy = false;
        // What was saved is in force; what was not is planned still.
        plan = saved == planned.Length ? null : planned[saved..];
        if (plan is null) Notifications.Notify(NotificationSeverity.Success, $"{Columns(planned.Sum(p => p.Added.Length))} masked", string.Join(", ", planned.Select(p => p.Rule.Name)));
    }

    private async Task<ConfigOutcome> SaveAsync(PlannedRule planned)
    {
        if (planned.Before is null) return await Configuration.SaveAsync(planned.Rule, null, Actor, CancellationToken.None);
        // What somebody changed since the plan was shown must not be undone by it.
        var now = await Configuration.FindAsync<MaskingRuleConfig>(planned.Rule.Name, CancellationToken.None);
        var isSame = now is not null && JsonColumn.Write(now.Config) == JsonColumn.Write(planned.Before);
        return isSame ? await Configuration.SaveAsync(planned.Rule, now!.Version, Actor, CancellationToken.None) : new ConfigOutcome([], [], 0, Conflict: true);
    }

    private async Task DismissAsync(SensitiveColumn column, bool dismissed)
    {
        if (!IsAdmin) return;
        var (store, actor, connection) = (Store, Actor, Coverage.Name);
        await store.DismissAsync(connection, column.Name, dismissed, actor, CancellationToken.None);
        if (dismissed) Notifications.Offer($"{column.Name} is dismissed", "Undo", () => store.DismissAsync(connection, column.Name, false, actor, CancellationToken.None));
    }

    private string NewRule(SensitiveColumn column) => $"/masking/new?connection={Uri.EscapeDataString(Coverage.Name)}&column={Uri.EscapeDataString(column.Pattern)}";

    private static string Columns(int count) => $"{count} {(count == 1 ? "column" : "columns")}";
}
