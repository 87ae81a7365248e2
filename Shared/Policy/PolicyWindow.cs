using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>A policy's time window against its zone's wall clock, so that it follows summer time.</summary>
internal sealed class PolicyWindow(TimeWindow window)
{
    private readonly TimeZoneInfo? zone = TimeZoneInfo.TryFindSystemTimeZoneById(window.Zone, out var found) ? found : null;

    /// <summary>Null when the zone is unknown here, so that nobody can say.</summary>
    public bool? Contains(DateTimeOffset now)
    {
        if (zone is null) return null;
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var time = local.TimeOfDay;
        if (window.From < window.To) return IsOn(local.DayOfWeek) && time >= window.From && time < window.To;
        // Over midnight: the hours after it belong to the day on which the window began.
        return (time >= window.From && IsOn(local.DayOfWeek)) || (time < window.To && IsOn(local.AddDays(-1).DayOfWeek));
    }

    private bool IsOn(DayOfWeek day) => window.Days.IsDefaultOrEmpty || window.Days.Contains(day);
}
