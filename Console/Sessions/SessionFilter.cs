using System.Globalization;

namespace HoopLike.Console.Sessions;

/// <summary>A search for sessions as a page's address says it. A range in words is measured from now, each time that it is asked.</summary>
/// <param name="Range">One of <see cref="Ranges"/>, or null for <paramref name="From"/> and <paramref name="To"/>.</param>
public sealed record SessionFilter(
    string? Identity = null, string? Connection = null, string? Protocol = null, string? Verdict = null, string? Text = null, string? Range = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    bool Live = false)
{
    public static SessionFilter All { get; } = new();

    /// <summary>Ranges in words, as in the address.</summary>
    public static IReadOnlyList<(string Word, string Label, TimeSpan Span)> Ranges { get; } =
    [
        ("1h", "Last hour", TimeSpan.FromHours(1)), ("24h", "Last 24 hours", TimeSpan.FromDays(1)), ("7d", "Last 7 days", TimeSpan.FromDays(7)), ("30d", "Last 30 days", TimeSpan.FromDays(30)),
    ];

    public bool IsAll => this == All;

    /// <summary>The search at this moment.</summary>
    /// <param name="own">The only identity whose sessions the asker may see; null for all.</param>
    public SessionQuery At(DateTimeOffset now, string? own)
    {
        var span = Ranges.Where(r => r.Word == Range).Select(r => (TimeSpan?)r.Span).SingleOrDefault();
        return new SessionQuery(own ?? Identity, Connection, Protocol, Verdict, Text, span is { } s ? now - s : From, span is null ? To : null, Live ? true : null);
    }

    /// <summary>What stands in the address, by name; null for what is not asked.</summary>
    public IReadOnlyDictionary<string, object?> Parameters() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["identity"] = Identity, ["connection"] = Connection, ["protocol"] = Protocol, ["verdict"] = Verdict, ["q"] = Text, ["range"] = Range,
        ["from"] = Moment(From), ["to"] = Moment(To), ["live"] = Live ? "true" : null,
    };

    /// <summary>The address behind its question mark.</summary>
    public string ToQueryString() => string.Join('&', Parameters().Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString((string)p.Value!)}"));

    /// <summary>Reads what stands in an address; what means nothing is left out.</summary>
    public static SessionFilter Read(Func<string, string?> parameter) => new(
        Wanted(parameter("identity")), Wanted(parameter("connection")), Wanted(parameter("protocol")), Wanted(parameter("verdict")), Wanted(parameter("q")),
        Ranges.Any(r => r.Word == parameter("range")) ? parameter("range") : null, Moment(parameter("from")), Moment(parameter("to")), parameter("live") == "true");

    private static string? Wanted(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
