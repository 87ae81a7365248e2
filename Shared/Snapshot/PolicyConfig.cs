using System.Collections.Immutable;
using HoopLike.Shared.Contracts;

namespace HoopLike.Shared.Snapshot;

public enum PolicyEffect { Allow, Deny, Approve }

public enum PolicyScope { Session, Operation }

public enum PolicyMode { Enforce, Observe }

/// <summary>When an approval at operation scope is asked for.</summary>
public enum PolicyMoment
{
    /// <summary>Before the statement reaches the target.</summary>
    Statement,
    /// <summary>The statement runs in its transaction, and the COMMIT waits.</summary>
    Commit,
}

/// <summary>One rule: whom, where, what, and the effect. Deny beats approve beats allow.</summary>
public sealed record PolicyConfig
{
    public required string Name { get; init; }
    public required PolicyEffect Effect { get; init; }
    public required PolicyScope Scope { get; init; }
    public PolicyMode Mode { get; init; } = PolicyMode.Enforce;
    /// <summary>Commit goes with effect approve and scope operation only, and with kinds that a ROLLBACK takes back.</summary>
    public PolicyMoment At { get; init; } = PolicyMoment.Statement;
    public SubjectMatch Subjects { get; init; } = new();
    public ConnectionMatch Connections { get; init; } = new();
    /// <summary>Matches statements of SQL only; with neither this nor <see cref="Http"/> every operation matches.</summary>
    public SqlMatch? Sql { get; init; }
    /// <summary>Matches requests of HTTP only.</summary>
    public HttpMatch? Http { get; init; }
    public TimeWindow? When { get; init; }
    public ApprovalRequirement? Approval { get; init; }
    /// <summary>Shown to the caller when the policy denies.</summary>
    public string? Message { get; init; }
}

/// <summary>Empty matches everybody; each non-empty list must contain something of the caller.</summary>
public sealed record SubjectMatch
{
    public ImmutableArray<string> Groups { get; init; } = [];
    public ImmutableArray<string> Identities { get; init; } = [];
    public ImmutableArray<CallerKind> Kinds { get; init; } = [];
}

/// <summary>Empty matches every connection; names are any of, tags are all of.</summary>
public sealed record ConnectionMatch
{
    public ImmutableArray<string> Names { get; init; } = [];
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>Lists are any of; keys are all of.</summary>
public sealed record SqlMatch
{
    /// <summary>Kind words as configuration.md lists them.</summary>
    public ImmutableArray<string> Kinds { get; init; } = [];
    /// <summary><c>schema.table</c> with <c>*</c> for either part.</summary>
    public ImmutableArray<string> Tables { get; init; } = [];
    public ImmutableArray<string> Functions { get; init; } = [];
    /// <summary>True: only UPDATE and DELETE that have no WHERE.</summary>
    public bool WithoutWhere { get; init; }
}

/// <summary>Who decides: <paramref name="Required"/> distinct people of any of <paramref name="Groups"/>, never the requester.</summary>
/// <param name="GrantMinutes">Session scope: how long the grant lasts that an approval opens.</param>
public sealed record ApprovalRequirement(ImmutableArray<string> Groups, int Required = 1, int TimeoutSeconds = 300, int? GrantMinutes = null);

/// <summary>Days and hours in an IANA time zone. <c>From</c> after <c>To</c> crosses midnight and belongs to the day on which it began; "24:00" ends a day.</summary>
public sealed record TimeWindow(ImmutableArray<DayOfWeek> Days, TimeSpan From, TimeSpan To, string Zone);
