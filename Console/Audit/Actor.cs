namespace HoopLike.Console.Audit;

/// <summary>Who does something, and from where.</summary>
public sealed record Actor(string Name, string? Address)
{
    /// <summary>The console itself: its timers and its start.</summary>
    public static Actor System { get; } = new("system", null);

    /// <summary>The YAML file that is applied at start.</summary>
    public static Actor ConfigFile { get; } = new("configuration file", null);
}

/// <summary>What to write down.</summary>
public sealed record AuditNote(string Action, string Target)
{
    public string? Before { get; init; }
    public string? After { get; init; }
    public string? Detail { get; init; }
    public Guid? ReportId { get; init; }
    /// <summary>Null for now.</summary>
    public DateTimeOffset? At { get; init; }
}
