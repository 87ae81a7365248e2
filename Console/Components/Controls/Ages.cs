using System.Globalization;

namespace HoopLike.Console.Components.Controls;

/// <summary>Times as people say them. The same words as in app.js, which goes on counting.</summary>
public static class Ages
{
    /// <summary>As <c>now</c>, <c>3 min ago</c>, <c>in 2 h</c>.</summary>
    public static string Of(DateTimeOffset moment, DateTimeOffset now)
    {
        var ago = now - moment;
        if (ago.Duration() < TimeSpan.FromSeconds(5)) return "now";
        var words = Rough(ago.Duration());
        return ago > TimeSpan.Zero ? $"{words} ago" : $"in {words}";
    }

    /// <summary>As <c>12 s</c>, <c>3 min</c>, <c>2 h</c>, <c>5 d</c>.</summary>
    public static string Rough(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(int)span.TotalHours} h",
        _ => $"{(int)span.TotalDays} d",
    };

    /// <summary>How long something took: as <c>420 µs</c>, <c>3.1 ms</c>, <c>2.50 s</c>, <c>3:07</c>, <c>1:02:03</c>.</summary>
    public static string Took(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMicroseconds:0} µs"),
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.#} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.00} s"),
        _ => Clock(span),
    };

    /// <summary>As <c>3:07</c> or <c>1:02:03</c>.</summary>
    public static string Clock(TimeSpan span) => span < TimeSpan.FromHours(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}:{span.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}");
}
