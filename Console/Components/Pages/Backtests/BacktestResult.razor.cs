using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Components.Controls;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Backtests;

/// <summary>What a backtest found.</summary>
public sealed partial class BacktestResult
{
    private const int LongestText = 300;

    [Parameter, EditorRequired]
    public BacktestReport Report { get; set; } = default!;

    [Parameter, EditorRequired]
    public IReadOnlyList<ChangedOperation> Shown { get; set; } = [];

    [Parameter]
    public bool HasMore { get; set; }

    [Parameter]
    public bool IsBusy { get; set; }

    [Parameter]
    public EventCallback OnMore { get; set; }

    [CascadingParameter]
    private ViewerZone Zone { get; set; } = ViewerZone.Utc;

    private static string By(BacktestVerdict verdict) => verdict.Rule is { } rule ? $"by {rule}" : "";

    private static string Cut(string? text) => text is null or "" ? "(empty)" : text.Length <= LongestText ? text : text[..LongestText] + "…";

    /// <summary>What the configuration of now says is worth telling where it is not what happened.</summary>
    private static bool Differs(ChangedOperation c) => (c.Then.Effect, c.Then.Rule) != (c.Current.Effect, c.Current.Rule) && c.Then.Effect != c.Current.Effect;

    private static IEnumerable<string> Notes(ChangedOperation c)
    {
        if (c.Certainty == BacktestCertainty.KindsAndTables) yield return "judged by its recorded kinds and tables: it may be so";
        if (c.Certainty == BacktestCertainty.Forecast) yield return "by its text alone: it may be so";
        var (gained, lost, otherwise) = MaskedPartsOf(c);
        if (gained.Length > 0) yield return $"may mask {gained}";
        if (lost.Length > 0) yield return $"may show {lost}";
        if (otherwise.Length > 0) yield return $"may mask {otherwise} otherwise";
    }

    private static (string Gained, string Lost, string Otherwise) MaskedPartsOf(ChangedOperation c)
    {
        var (gained, lost, otherwise) = MaskedParts.Compare(c.MaskedCurrent, c.MaskedNow);
        static string Words(IEnumerable<MaskedPart> parts) => string.Join(", ", parts.Select(p => p.What).Distinct(StringComparer.Ordinal));
        return (c.Changes.Contains(BacktestChange.NewlyMasked) ? Words(gained) : "", c.Changes.Contains(BacktestChange.NoLongerMasked) ? Words(lost) : "", c.Changes.Contains(BacktestChange.MaskedOtherwise) ? Words(otherwise) : "");
    }
}
