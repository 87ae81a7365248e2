namespace HoopLike.Console.Components.Pages.Overview;

/// <summary>How far back the chart looks.</summary>
/// <param name="Word">In the address.</param>
internal sealed record ActivitySpan(string Word, string Title, TimeSpan Length)
{
    public static IReadOnlyList<ActivitySpan> All { get; } =
    [
        new("1h", "Last hour", TimeSpan.FromHours(1)),
        new("24h", "Last 24 hours", TimeSpan.FromDays(1)),
        new("7d", "Last 7 days", TimeSpan.FromDays(7)),
    ];

    /// <summary>A day for a word that is none.</summary>
    public static ActivitySpan Of(string? word) => All.FirstOrDefault(s => s.Word == word) ?? All[1];
}
