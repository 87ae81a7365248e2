using System.Globalization;

namespace HoopLike.Console.Components.Controls;

/// <summary>The time zone that the viewer's browser says it is in.</summary>
public sealed class ViewerZone(TimeZoneInfo zone)
{
    /// <summary>For a browser that said nothing.</summary>
    public static ViewerZone Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>As <c>Europe/Berlin</c>.</summary>
    public string Name => zone.Id;

    /// <summary>An unknown name is UTC.</summary>
    public static ViewerZone Of(string? name) => name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? new ViewerZone(found) : Utc;

    /// <summary>The moment on the viewer's clock.</summary>
    public DateTimeOffset At(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone);

    /// <summary>What the viewer's clock shows, as a moment; in the hour that summer time leaves out, the moment after it.</summary>
    public DateTimeOffset From(DateTime local)
    {
        var unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(unspecified)) unspecified = unspecified.AddHours(1);
        return new DateTimeOffset(unspecified, zone.GetUtcOffset(unspecified));
    }

    /// <summary>As <c>2026-11-22 14:03:07</c>.</summary>
    public string Write(DateTimeOffset moment) => At(moment).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
