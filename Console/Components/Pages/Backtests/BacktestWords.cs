using System.Globalization;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Components.Controls;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Components.Pages.Backtests;

/// <summary>What a backtest found, in words.</summary>
internal static class BacktestWords
{
    public static string Of(BacktestChange change) => change switch
    {
        BacktestChange.NewlyDenied => "newly denied",
        BacktestChange.NewlyHeld => "newly held",
        BacktestChange.NewlyAllowed => "newly allowed",
        BacktestChange.NoLongerHeld => "no longer held",
        BacktestChange.HeldInsteadOfDenied => "held instead of denied",
        BacktestChange.OtherApproval => "approved by others",
        BacktestChange.NewlyMasked => "newly masked",
        BacktestChange.NoLongerMasked => "no longer masked",
        _ => "masked otherwise",
    };

    /// <summary>The class of a badge or a bar.</summary>
    public static string Colour(BacktestChange change) => change switch
    {
        BacktestChange.NewlyDenied => "bad",
        BacktestChange.NewlyHeld => "warn",
        BacktestChange.NewlyAllowed or BacktestChange.NoLongerHeld or BacktestChange.HeldInsteadOfDenied => "good",
        _ => "info",
    };

    public static string Verdict(BacktestVerdict verdict) => verdict switch
    {
        { AtCommit: true } => "held at COMMIT",
        { Effect: PolicyEffect.Allow } => "allowed",
        { Effect: PolicyEffect.Approve } => "held",
        _ => "denied",
    };

    public static string Number(long number) => number.ToString("n0", CultureInfo.InvariantCulture);

    public static string Many(long number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

    /// <summary>All of it in a sentence or two.</summary>
    /// <param name="span">As in "the last 7 days".</param>
    public static string Sentence(BacktestReport report, string span)
    {
        if (report.Operations == 0 && report.Counts.IsEmpty) return $"Nothing was recorded in the {span}.";
        var looked = $"Of {Many(report.Operations, "operation", "operations")} recorded in the {span}";
        if (report.Counts.IsEmpty) return $"{looked}, none would end differently.";
        var counts = report.Counts.Select(c => c.Value.Operations > 0 ? $"{Number(c.Value.Operations)} {Of(c.Key)}" : $"{Many(c.Value.Sessions, "session", "sessions")} {Of(c.Key)} at connect");
        return $"{looked}, {Number(report.Changed)} would end differently: {string.Join(", ", counts)}.";
    }

    /// <summary>What the figures leave out; empty where they are whole and sure.</summary>
    public static IEnumerable<string> Caveats(BacktestReport report, ViewerZone zone)
    {
        if (report.SearchedTo is { } to) yield return $"Time ran out: looked at sessions that began after {zone.Write(to)} only. Choose a shorter time to see all of it.";
        if (report.ByKindsAndTables > 0) yield return $"{Many(report.ByKindsAndTables, "operation was", "operations were")} judged by recorded kinds and tables only: the text is cut, or cannot be read without the values that were left out of it.";
        if (report.Unjudged > 0) yield return $"{Many(report.Unjudged, "operation is", "operations are")} of connections that are no more, and could not be judged.";
        if (report.Counts.Keys.Any(c => c >= BacktestChange.NewlyMasked)) yield return "What is masked is told by the text of the statement, against the configuration of now: it may be masked. Agents ask the target's catalogue as well.";
    }
}
