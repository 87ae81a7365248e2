using HoopLike.Console.Components.Controls;

namespace HoopLike.Console.Components.Pages.Backtests;

/// <summary>How far back is looked. What begins with a whole hour or day is drawn in whole hours or days, on the viewer's clock.</summary>
/// <param name="Word">Of the choice.</param>
/// <param name="Label">After "in the": <c>last 7 days</c>.</param>
internal sealed record BacktestSpan(string Word, string Label)
{
    public const string Custom = "custom";

    public static IReadOnlyList<BacktestSpan> All { get; } = [new("1h", "last hour"), new("24h", "last 24 hours"), new("7d", "last 7 days"), new("30d", "last 30 days"), new(Custom, "time from … to …")];

    public static (DateTimeOffset From, DateTimeOffset To) Of(string word, DateTimeOffset now, ViewerZone zone)
    {
        var local = zone.At(now).DateTime;
        var from = word switch
        {
            "1h" => local.AddMinutes(-60 - (local.Minute % 5)),
            "24h" => local.AddHours(-23).AddMinutes(-local.Minute),
            "30d" => local.Date.AddDays(-29),
            _ => local.Date.AddDays(-6),
        };
        return (zone.From(new DateTime(from.Ticks - (from.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Unspecified)), now);
    }
}
