using System.Collections.Immutable;

namespace HoopLike.Shared.Contracts;

public enum ApprovalScope { Session, Operation }

public enum ApprovalStatus { Pending, Approved, Denied, Expired, Withdrawn, Revoked, Used }

/// <summary>What an agent (or, for access requests, the console) asks humans to decide. Everything in it is already masked.</summary>
public sealed record ApprovalRequest
{
    /// <summary>Made by the asker; asking twice with one id opens one ticket.</summary>
    public required Guid Id { get; init; }
    public required ApprovalScope Scope { get; init; }
    public Guid? SessionId { get; init; }
    public required string Identity { get; init; }
    public required CallerKind IdentityKind { get; init; }
    public required ImmutableArray<string> Groups { get; init; }
    /// <summary>Who acts for the identity, as in <see cref="CallerIdentity.Actors"/>.</summary>
    public ImmutableArray<ActorIdentity> Actors { get; init; } = [];
    public required string Connection { get; init; }
    /// <summary>Name of the policy that asks. The console takes who may approve, and how many, from its own copy of it.</summary>
    public required string Policy { get; init; }
    public required long SnapshotVersion { get; init; }
    /// <summary>Lower-case hex SHA-256 over identity, connection, operation, bind values and snapshot version: what a decision is bound to.</summary>
    public required string Digest { get; init; }
    /// <summary>The operation in words that an approver may see (literals that a masking rule covers are redacted).</summary>
    public required string Operation { get; init; }
    public string? Reason { get; init; }
    public OperationImpact? Impact { get; init; }
    /// <summary>For access requests: how long the grant is wanted for.</summary>
    public int? Minutes { get; init; }
}

/// <summary>What an operation would touch: kinds and tables as parsed, rows as the target's planner estimates them (null when it could not say).</summary>
public sealed record OperationImpact(ImmutableArray<string> Kinds, ImmutableArray<string> Tables, ImmutableArray<string> Functions, bool WithoutWhere, long? EstimatedRows)
{
    /// <summary>Set where a transaction is held at COMMIT: what ran in it.</summary>
    public TransactionImpact? Transaction { get; init; }
}

/// <summary>An open transaction that waits for its COMMIT; its locks are held meanwhile.</summary>
/// <param name="OpenSince">When the first write ran.</param>
/// <param name="Writes">In the order in which they ran; only the first of very many.</param>
/// <param name="Omitted">How many more there are.</param>
public sealed record TransactionImpact(DateTimeOffset OpenSince, ImmutableArray<WriteImpact> Writes, int Omitted);

/// <summary>One statement of a transaction that waits for its COMMIT.</summary>
/// <param name="Text">As people may see it.</param>
/// <param name="Rows">That it really affected, as the target said; null for statements of which it does not say.</param>
public sealed record WriteImpact(string Text, ImmutableArray<string> Kinds, ImmutableArray<string> Tables, long? Rows, WriteSample Sample);

/// <summary>Some of the rows that a statement touched, masked for everybody.</summary>
/// <param name="Before">As they were; null where there were none or nobody can tell.</param>
/// <param name="After">As they are in the open transaction.</param>
/// <param name="Why">Why there is no sample, or not the whole of it; null where there is nothing to say.</param>
public sealed record WriteSample(RowSample? Before, RowSample? After, string? Why)
{
    public static WriteSample None { get; } = new(null, null, null);
}

public sealed record RowSample(ImmutableArray<string> Columns, ImmutableArray<SampleRow> Rows);

/// <param name="Values">One for each column, as text; null for SQL NULL.</param>
public sealed record SampleRow(ImmutableArray<string?> Values);

/// <summary>The console's answer to a request: where humans find the ticket and when it lapses.</summary>
public sealed record ApprovalOpened(Guid Id, string Address, DateTimeOffset ExpiresAt);

/// <summary>What was decided. <see cref="Digest"/> repeats the request's; an agent that sees another one refuses.</summary>
public sealed record ApprovalDecision
{
    public required Guid Id { get; init; }
    public required ApprovalStatus Status { get; init; }
    public required string Digest { get; init; }
    public required ImmutableArray<string> DecidedBy { get; init; }
    public string? Reason { get; init; }
    /// <summary>Set when a session-scope approval opened a grant.</summary>
    public Guid? GrantId { get; init; }
    public DateTimeOffset? GrantExpiresAt { get; init; }
}
