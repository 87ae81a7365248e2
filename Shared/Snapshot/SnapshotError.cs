namespace HoopLike.Shared.Snapshot;

/// <summary>One thing that is wrong in a configuration.</summary>
/// <param name="Path">Where, by the keys of the YAML file: <c>policies[2].match.sql.kinds[0]</c>.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Name">The name of the connection, policy, rule or account that it is in.</param>
public sealed record SnapshotError(string Path, string Message, string? Name = null)
{
    /// <summary><c>policies[2].match.sql.kinds[0] 'nobody-drops': what is wrong</c></summary>
    public override string ToString() => string.IsNullOrEmpty(Name) ? $"{Path}: {Message}" : $"{Path} '{Name}': {Message}";
}

/// <summary>What a snapshot stands for when it is validated.</summary>
public enum SnapshotReach
{
    /// <summary>What one agent gets: names of connections may belong to another agent, ports must not collide.</summary>
    Agent,
    /// <summary>Every connection of every agent: unknown names are errors, and ports may repeat.</summary>
    Installation,
}
