using System.Globalization;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Sessions.Replay;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>The marks of a session over its time: drawn again only when they change.</summary>
public sealed partial class MarkLanes
{
    /// <summary>The narrowest bar that is still seen.</summary>
    private const double Narrowest = 0.003;

    private (TimeMarks? Marks, DateTimeOffset End, int Idle, int Lanes) drawn;
    private bool isNew;

    [Parameter, EditorRequired]
    public TimeMarks Marks { get; set; } = default!;

    [Parameter, EditorRequired]
    public TimeAxis Axis { get; set; } = default!;

    [Parameter, EditorRequired]
    public IReadOnlyList<MarkKind> Lanes { get; set; } = [];

    protected override void OnParametersSet()
    {
        var now = (Marks, Axis.End, Axis.Idle.Length, Lanes.Count);
        isNew = drawn != now;
        drawn = now;
    }

    protected override bool ShouldRender() => isNew;

    /// <summary>Height by the number of operations, on a scale on which one is still seen beside a thousand; marks of other kinds fill their lane.</summary>
    private IEnumerable<(double Left, double Width, double Top, string Words)> Bars(MarkKind kind)
    {
        var most = Math.Log(1 + Marks.Buckets.Select(b => b.Count(kind)).DefaultIfEmpty(0).Max());
        for (var i = 0; i < Marks.Buckets.Length; i++)
        {
            if (Marks.Buckets[i].Count(kind) is not (> 0 and var count)) continue;
            var (left, right) = (Axis.PlaceOf(Marks.StartOf(i)), Axis.PlaceOf(Marks.StartOf(i + 1)));
            var top = kind == MarkKind.Operation ? 1 - Math.Max(0.15, Math.Log(1 + count) / most) : 0;
            yield return (Math.Min(left, 1 - Narrowest), Math.Max(right - left, Narrowest), top, $"{count:n0} {MarkWords.Of(kind)} at {Ages.Clock(Marks.StartOf(i) - Marks.Start)}");
        }
    }

    private static string Units(double share) => (share * 1000).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##}%");
}
