using System.Globalization;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Sessions;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Overview;

/// <summary>Activity as bars, as words and as a table.</summary>
public sealed partial class ActivityChart
{
    private const int Slot = 10;
    private const int Gap = 1;
    private const int Width = Slot - (2 * Gap);
    private const int Base = 150;
    private const int Between = 3;
    private const int Below = 47;
    private const int Height = Base + Between + Below;

    private IReadOnlyList<Bar> bars = [];

    [Parameter, EditorRequired]
    public ActivitySeries Series { get; set; } = default!;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [CascadingParameter]
    private ViewerZone Zone { get; set; } = ViewerZone.Utc;

    private long Top => Math.Max(Series.Points.Max(p => p.Operations), 1);

    private long TopRefused => Math.Max(Series.Points.Max(p => p.Denied + p.Held), 1);

    private string Summary
    {
        get
        {
            var total = Series.Total;
            if (total.Operations == 0) return $"{Title}: nothing was run.";
            var busiest = Series.Points.MaxBy(p => p.Operations)!;
            return $"{Title}: {total.Operations:n0} operations, {total.Denied:n0} denied, {total.Held:n0} held, {total.MaskedValues:n0} values masked. Most of them, {busiest.Operations:n0}, in the {Ages.Rough(Series.Step)} from {Moment(busiest.At)} on.";
        }
    }

    private IEnumerable<string> Labels
    {
        get
        {
            const int Count = 6;
            for (var i = 0; i < Count; i++)
                yield return Moment(Series.Points[i * Series.Points.Count / Count].At);
        }
    }

    /// <summary>With the day, where there are several.</summary>
    private string Moment(DateTimeOffset at) => Series.Step * Series.Points.Count > TimeSpan.FromDays(2) ? Zone.Write(at)[5..16] : Zone.Write(at)[11..16];

    protected override void OnParametersSet() => bars = [.. Series.Points.Select((p, i) => new Bar(
        i * Slot, Share(p.Operations, Top, Base), Share(p.Denied, TopRefused, Below), Share(p.Held, TopRefused, Below),
        $"{Zone.Write(p.At)[..16]}: {p.Operations:n0} operations, {p.Denied:n0} denied, {p.Held:n0} held, {p.MaskedValues:n0} values masked"))];

    /// <summary>Something is never drawn as nothing.</summary>
    private static double Share(long value, long top, int height) => value == 0 ? 0 : Math.Max(2, (double)value * height / top);

    private static string Invariant(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Bar(double X, double Operations, double Denied, double Held, string Title);
}
