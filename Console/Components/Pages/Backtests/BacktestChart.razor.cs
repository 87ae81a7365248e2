using System.Globalization;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Components.Controls;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Backtests;

/// <summary>A backtest as bars, as words and as a table.</summary>
public sealed partial class BacktestChart
{
    private const int Slot = 10;
    private const int Gap = 1;
    private const int Width = Slot - (2 * Gap);
    private const int Base = 90;
    private const int Between = 3;
    private const int Below = 60;
    private const int Height = Base + Between + Below;

    private IReadOnlyList<Bar> bars = [];

    [Parameter, EditorRequired]
    public BacktestReport Report { get; set; } = default!;

    [CascadingParameter]
    private ViewerZone Zone { get; set; } = ViewerZone.Utc;

    private long Top => Report.Bars.Max(b => b.Unchanged + Changed(b));

    private long TopChanged => Report.Bars.Max(Changed);

    private string Summary => $"Operations {(Report.Step < TimeSpan.FromDays(1) ? "over time" : "per day")}: {BacktestWords.Number(Report.Operations)} in all, {BacktestWords.Number(Report.Bars.Sum(b => b.Denied))} newly denied, "
        + $"{BacktestWords.Number(Report.Bars.Sum(b => b.Held))} newly held, {BacktestWords.Number(Report.Bars.Sum(b => b.Allowed))} newly allowed or no longer held, {BacktestWords.Number(Report.Bars.Sum(b => b.Masking))} with other masking or approvers.";

    private IEnumerable<string> Labels
    {
        get
        {
            var count = Math.Min(7, Report.Bars.Length);
            for (var i = 0; i < count; i++)
                yield return Moment(Report.Bars[i * Report.Bars.Length / count].At);
        }
    }

    protected override void OnParametersSet() => bars = [.. Report.Bars.Select((b, i) => Of(b, i, Math.Max(Top, 1), Math.Max(TopChanged, 1)))];

    private Bar Of(BacktestBar b, int index, long top, long topChanged)
    {
        var (y, changes) = (0.0, new List<(string, double, double)>());
        foreach (var (name, value) in new[] { ("denied", b.Denied), ("held", b.Held), ("allowed", b.Allowed), ("masking", b.Masking) })
        {
            var height = Share(value, topChanged, Below);
            if (height > 0) changes.Add((name, y, height));
            y += height;
        }

        return new Bar(
            index * Slot, Share(b.Unchanged + Changed(b), top, Base), changes,
            $"{Zone.Write(b.At)[..16]}: {BacktestWords.Number(b.Unchanged)} unchanged, {BacktestWords.Number(b.Denied)} newly denied, {BacktestWords.Number(b.Held)} newly held, {BacktestWords.Number(b.Allowed)} newly allowed or no longer held, {BacktestWords.Number(b.Masking)} masking or approvers");
    }

    private string Moment(DateTimeOffset at) => Report.Step >= TimeSpan.FromDays(1) ? Zone.Write(at)[5..10] : Report.Step * Report.Bars.Length > TimeSpan.FromDays(2) ? Zone.Write(at)[5..16] : Zone.Write(at)[11..16];

    private static long Changed(BacktestBar b) => b.Denied + b.Held + b.Allowed + b.Masking;

    /// <summary>Something is never drawn as nothing.</summary>
    private static double Share(long value, long top, int height) => value == 0 ? 0 : Math.Max(2, (double)value * height / top);

    private static string Invariant(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Bar(double X, double All, IReadOnlyList<(string Name, double Y, double Height)> Changes, string Title);
}
