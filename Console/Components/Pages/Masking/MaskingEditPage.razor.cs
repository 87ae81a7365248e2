using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>Writes a masking rule: a new one, one like another, one for a column that was pointed at, or a stored one.</summary>
public sealed partial class MaskingEditPage
{
    private static readonly Crumb[] crumbs = [new("Masking", "/masking")];
    private static readonly string[] fields = ["", "name", "columns", "detectors", "connections.names", "connections.tags", "method", "predicates", "exempt"];

    private MaskingRuleDraft? draft;
    private MaskingRuleConfig? rule;
    private MaskingRuleConfig? before;
    private Guid? version;
    private ConsoleConfig config = new();
    private RuleChoices? choices;
    private FieldMistakes mistakes = FieldMistakes.None;
    private IReadOnlyList<string> others = [];
    private IReadOnlyList<MaskingFinding> findings = [];
    private ConfigOutcome? outcome;
    private StoredConfig<MaskingRuleConfig>? theirs;
    private bool changedMeanwhile;
    private bool wantsToSave;
    private bool isGone;
    private bool busy;

    [Parameter]
    public string? Name { get; set; }

    [SupplyParameterFromQuery(Name = "connection")]
    private string? Connection { get; set; }

    [SupplyParameterFromQuery(Name = "column")]
    private string? Column { get; set; }

    [SupplyParameterFromQuery(Name = "detector")]
    private string? Detector { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

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

    private IReadOnlyList<string> Concerned => [.. choices!.Known.Where(rule!.Connections.Matches).Select(c => c.Name)];

    private string Yaml => ConfigWriter.WriteOne(rule!);

    private string Sentence => rule!.Columns.IsEmpty && rule.Detectors.IsEmpty ? "Masks nothing yet: name columns or choose detectors." : MaskingWords.Sentence(rule) + ".";

    private string? NameMistake => IsNew && (config.MaskingRules ?? []).Any(r => string.Equals(r.Name, draft!.Name.Trim(), StringComparison.OrdinalIgnoreCase)) ? "There is a rule of that name already." : null;

    /// <summary>Later calls come from the feed: what somebody typed stays.</summary>
    protected override async Task LoadAsync()
    {
        config = await Configuration.ReadAsync(Gone);
        choices = RuleChoices.Of(config, await Identities.CurrentAsync(Gone)) with { Columns = choices?.Columns ?? [] };
        if (draft is null) await BeginAsync();
        else if (!IsNew && !busy) changedMeanwhile = (await Configuration.FindAsync<MaskingRuleConfig>(Name!, Gone))?.Version != version;
        if (draft is not null) Changed();
    }

    private async Task BeginAsync()
    {
        if ((Name ?? From) is not { Length: > 0 } wanted)
        {
            draft = MaskingRuleDraft.For(Connection, Column);
            if (Detector is { Length: > 0 } word && Shared.Masking.Detectors.DetectorCatalogue.Find(word) is not null) draft.Detectors = [word];
            return;
        }

        var stored = await Configuration.FindAsync<MaskingRuleConfig>(wanted, Gone);
        isGone = stored is null;
        if (stored is null) return;
        draft = MaskingRuleDraft.From(stored.Config);
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
        rule = draft!.ToConfig();
        mistakes = new FieldMistakes(DraftCheck.Of(config, rule), wantsToSave);
        others = [.. mistakes.Besides(fields)];
        IReadOnlyList<MaskingRuleConfig> all = [.. (config.MaskingRules ?? []).Where(r => r.Name != rule.Name), rule];
        findings = [.. MaskingFindings.Of(all, choices!.Known, choices.IdentityImage).Where(f => f.Rule == rule.Name)];
    }

    private void Suggest(TargetSchema schema) => choices = choices! with { Columns = [.. PatternMatches.Suggestions(schema)] };

    private async Task SaveAsync()
    {
        wantsToSave = true;
        Changed();
        if (!mistakes.IsEmpty || NameMistake is not null || busy || !IsAdmin) return;
        busy = true;
        outcome = await Configuration.SaveAsync(rule!, version, Actor, CancellationToken.None);
        busy = false;
        if (outcome.Conflict) theirs = await Configuration.FindAsync<MaskingRuleConfig>(rule!.Name, Gone);
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
        (draft, before, version, outcome, changedMeanwhile, wantsToSave) = (MaskingRuleDraft.From(theirs!.Config), theirs.Config, theirs.Version, null, false, false);
        Changed();
    }

    private void Leave()
    {
        var (saved, was, configuration, actor, toasts) = (rule!, before, Configuration, Actor, Notifications);
        Navigation.NavigateTo($"/masking/{Uri.EscapeDataString(saved.Name)}");
        if (was is null) toasts.Notify(NotificationSeverity.Success, $"{saved.Name} is in force");
        else if (!outcome!.Changes.IsEmpty) toasts.Offer($"{saved.Name} is in force as changed", "Undo", UndoAsync);

        // The page is gone by then: nothing of it is used.
        async Task UndoAsync()
        {
            var now = await configuration.FindAsync<MaskingRuleConfig>(saved.Name, CancellationToken.None);
            var isOurs = now is not null && ConfigWriter.WriteOne(now.Config) == ConfigWriter.WriteOne(saved);
            var back = isOurs ? await configuration.SaveAsync(was, now!.Version, actor, CancellationToken.None) : null;
            toasts.Notify(back is { Accepted: true } ? NotificationSeverity.Success : NotificationSeverity.Error, back is { Accepted: true } ? $"{saved.Name} is as it was" : "Not undone: somebody changed it meanwhile. Its history has every version.");
        }
    }
}
