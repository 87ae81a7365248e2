using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Components.Pages.Backtests;
using HoopLike.Console.Configuration;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Live;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace HoopLike.Console.Components.Pages.Rules;

/// <summary>
/// Writes a policy or a masking rule: a new one, one like another, or a stored one. What somebody else saves meanwhile is shown before anything of theirs is
/// replaced, and what was replaced comes back by Undo.
/// </summary>
/// <typeparam name="TConfig">What is saved.</typeparam>
/// <typeparam name="TDraft">The same while somebody writes it; it need not be right.</typeparam>
public abstract class RuleEditPage<TConfig, TDraft> : LivePage
    where TConfig : class
    where TDraft : class
{
    private TConfig? before;
    private Guid? version;
    private bool wantsToSave;
    private string? lookedBackAt;

    /// <summary>Of the stored one that is changed; null for a new one.</summary>
    [Parameter]
    public string? Name { get; set; }

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

    protected TDraft? Draft { get; private set; }

    /// <summary>What the draft says now. There is one as soon as there is a draft.</summary>
    protected TConfig? Rule { get; private set; }

    /// <summary>Everything that is stored, as of the newest load.</summary>
    protected ConsoleConfig Stored { get; private set; } = new();

    protected RuleChoices? Choices { get; set; }

    protected FieldMistakes Mistakes { get; private set; } = FieldMistakes.None;

    /// <summary>What no field says.</summary>
    protected IReadOnlyList<string> OtherMistakes { get; private set; } = [];

    protected ConfigOutcome? Outcome { get; private set; }

    protected StoredConfig<TConfig>? Theirs { get; private set; }

    protected bool ChangedMeanwhile { get; private set; }

    protected bool IsGone { get; private set; }

    protected bool IsBusy { get; private set; }

    protected bool IsNew => Name is null;

    /// <summary>Of the kind, in sentences: <c>policy</c>.</summary>
    protected abstract string Word { get; }

    /// <summary>Keys that have a field of their own, where their mistakes are shown.</summary>
    protected abstract string[] Fields { get; }

    /// <summary>All of the kind that are stored.</summary>
    protected abstract IEnumerable<TConfig> Siblings { get; }

    protected string? NameMistake => IsNew && Siblings.Any(s => string.Equals(NameOf(s), NameOf(Rule!), StringComparison.OrdinalIgnoreCase)) ? $"There is a {Word} of that name already." : null;

    /// <summary>A new one, as far as the address says what it is about.</summary>
    protected abstract TDraft NewDraft();

    protected abstract TDraft DraftOf(TConfig config);

    protected abstract TConfig ConfigOf(TDraft draft);

    protected abstract string NameOf(TConfig config);

    protected abstract void SetName(TDraft draft, string name);

    /// <summary>Finds what is odd about <see cref="Rule"/> beside <see cref="Others"/>.</summary>
    protected abstract void Judge();

    /// <summary>Where one of that name is shown.</summary>
    protected abstract string PageOf(string name);

    /// <summary>As <c>is in force</c>.</summary>
    protected virtual string State(TConfig saved) => "is in force";

    /// <summary>The panel that looks through recordings; there is one as soon as there is a draft.</summary>
    protected BacktestPanel? Panel { get; set; }

    /// <summary>What the panel found, in a sentence.</summary>
    protected string? LookedBack { get; private set; }

    /// <summary>What is asked of recordings: the draft among what is stored. Nothing while the draft has mistakes.</summary>
    protected IReadOnlyList<BacktestChoice> Backtests => Rule is null || !Mistakes.IsEmpty || NameMistake is not null ? [] : [BacktestChoice.Of("with this draft", Backtested(ConfigEdit.With(Stored, Enforced(Rule))))];

    /// <summary>Equal while the draft says the same.</summary>
    protected string? DraftText => Rule is null ? null : ConfigWriter.WriteOne(Rule);

    protected bool LookedBackAtOther => LookedBack is not null && lookedBackAt != DraftText;

    /// <summary>The rule as it would be in force: one that only observes changes nothing, and is asked about to see what it would do.</summary>
    protected virtual TConfig Enforced(TConfig rule) => rule;

    protected void Found(string sentence) => (LookedBack, lookedBackAt) = (sentence, DraftText);

    protected Task LookBackAsync() => Panel?.LookBackAsync() ?? Task.CompletedTask;

    private static BacktestRules Backtested(ConsoleConfig config) => new(config.Policies ?? [], config.MaskingRules ?? []);

    /// <summary>What would stand beside each other if <see cref="Rule"/> were saved.</summary>
    protected IReadOnlyList<TConfig> Others() => [.. Siblings.Where(s => NameOf(s) != NameOf(Rule!)), Rule!];

    /// <summary>Later calls come from the feed: what somebody typed stays.</summary>
    protected override async Task LoadAsync()
    {
        Stored = await Configuration.ReadAsync(Gone);
        Choices = RuleChoices.Of(Stored, await Identities.CurrentAsync(Gone)) with { Columns = Choices?.Columns ?? [] };
        if (Draft is null) await BeginAsync();
        else if (!IsNew && !IsBusy) ChangedMeanwhile = (await Configuration.FindAsync<TConfig>(Name!, Gone))?.Version != version;
        if (Draft is not null) Changed();
    }

    protected void Rename(string? name)
    {
        SetName(Draft!, name ?? "");
        Changed();
    }

    protected void Changed()
    {
        Rule = ConfigOf(Draft!);
        Mistakes = new FieldMistakes(DraftCheck.Of(Stored, Rule), wantsToSave);
        OtherMistakes = [.. Mistakes.Besides(Fields)];
        Judge();
    }

    protected async Task SaveAsync()
    {
        wantsToSave = true;
        Changed();
        if (!Mistakes.IsEmpty || NameMistake is not null || IsBusy || !IsAdmin) return;
        IsBusy = true;
        Outcome = await Configuration.SaveAsync(Rule!, version, Actor, CancellationToken.None);
        IsBusy = false;
        if (Outcome.Conflict) Theirs = await Configuration.FindAsync<TConfig>(NameOf(Rule!), Gone);
        else if (Outcome.Accepted) Leave();
        else OtherMistakes = [.. new FieldMistakes([.. Outcome.Mistakes.Select(DraftCheck.FromObject)], true).Besides()];
    }

    protected Task OverwriteAsync()
    {
        (before, version) = (Theirs?.Config, Theirs?.Version);
        return SaveAsync();
    }

    protected void TakeTheirs()
    {
        (Draft, before, version, Outcome, ChangedMeanwhile, wantsToSave) = (DraftOf(Theirs!.Config), Theirs.Config, Theirs.Version, null, false, false);
        Changed();
    }

    private async Task BeginAsync()
    {
        if ((Name ?? From) is not { Length: > 0 } wanted)
        {
            Draft = NewDraft();
            return;
        }

        var stored = await Configuration.FindAsync<TConfig>(wanted, Gone);
        IsGone = stored is null;
        if (stored is null) return;
        Draft = DraftOf(stored.Config);
        if (IsNew) SetName(Draft, $"{wanted}-copy");
        else (before, version) = (stored.Config, stored.Version);
    }

    private void Leave()
    {
        var (saved, was, configuration, actor, toasts) = (Rule!, before, Configuration, Actor, Notifications);
        var (name, state) = (NameOf(saved), State(saved));
        Navigation.NavigateTo(PageOf(name));
        if (was is null) toasts.Notify(NotificationSeverity.Success, $"{name} {state}");
        else if (!Outcome!.Changes.IsEmpty) toasts.Offer($"{name} {state} as changed", "Undo", UndoAsync);

        // The page is gone by then: nothing of it is used.
        async Task UndoAsync()
        {
            var now = await configuration.FindAsync<TConfig>(name, CancellationToken.None);
            var isOurs = now is not null && ConfigWriter.WriteOne(now.Config) == ConfigWriter.WriteOne(saved);
            var back = isOurs ? await configuration.SaveAsync(was, now!.Version, actor, CancellationToken.None) : null;
            toasts.Notify(back is { Accepted: true } ? NotificationSeverity.Success : NotificationSeverity.Error, back is { Accepted: true } ? $"{name} is as it was" : "Not undone: somebody changed it meanwhile. Its history has every version.");
        }
    }
}
