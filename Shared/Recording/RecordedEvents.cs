using System.Collections.Immutable;
using HoopLike.Shared.Contracts;

namespace HoopLike.Shared.Recording;

// The payloads, as RecordedEvent.Read gives them. Op numbers the operations of a session from 1, and ties together what belongs to one.

/// <summary>First record of every recording: who, through what, from where.</summary>
/// <param name="Agent">The name under which the agent is enrolled.</param>
/// <param name="ResultLimit">Bytes of masked result kept for one operation.</param>
public sealed record OpenedEvent(Guid Session, string Identity, CallerKind IdentityKind, ImmutableArray<string> Groups, string ProvenBy, string Connection, string Protocol,
    string ClientAddress, string Agent, DateTimeOffset StartedAt, string? Database, string? ApplicationName, int ResultLimit)
{
    /// <summary>Who acts for the identity, as in <see cref="CallerIdentity.Actors"/>; absent where it calls itself.</summary>
    public ImmutableArray<ActorIdentity>? Actors { get; init; }
}

/// <summary>An operation with its verdict (<c>allow</c>, <c>deny</c>, <c>approve</c>), before it is sent on. One that is longer than a record goes on in further records of the same op,
/// which have only <paramref name="Part"/> (1, 2, …) and the next piece of text or bind values.</summary>
/// <param name="Binds">Bind values in order, as text; null for SQL NULL.</param>
/// <param name="Policy">The deciding policy.</param>
/// <param name="Observed">What policies in observe mode would have done, as <c>name: effect</c>.</param>
public sealed record OperationEvent(long Op, int Part, RecordedText? Text, ImmutableArray<RecordedText?>? Binds, ImmutableArray<string>? Kinds, ImmutableArray<string>? Tables, string? Verdict,
    string? Policy, ImmutableArray<string>? Observed)
{
    /// <summary>A request and its answer (HTTP): the text is the request line and the headers, an <see cref="AnswerEvent"/> may follow, the bodies are the results 0 (sent) and 1 (received).</summary>
    public bool Exchange { get; init; }

    /// <summary>The run that the caller said it belongs to; absent where it said nothing.</summary>
    public RunIds? Run { get; init; }
}

/// <summary>The head of an answer to an exchange, before it is delivered.</summary>
/// <param name="Head">Status line and headers, a line each, as they are delivered; masked.</param>
/// <param name="TargetMicros">From when the request was sent on to when the target's head was there.</param>
public sealed record AnswerEvent(long Op, int Status, RecordedText Head, long TargetMicros);

public sealed record HeldEvent(long Op, Guid Ticket, string Address, string Policy);

public sealed record DecidedEvent(long Op, Guid Ticket, ApprovalStatus Status, ImmutableArray<string> DecidedBy, string? Reason);

/// <summary>Part of a result, before it is delivered. Past the limit only the counts so far and the digest so far.</summary>
/// <param name="Statement">Index of the statement in the operation's text.</param>
/// <param name="Columns">Only in the first record of a result.</param>
/// <param name="Values">One array a row.</param>
/// <param name="Lines">COPY: one string a line (binary formats: <c>\x</c> and hex).</param>
/// <param name="Continues">The last line goes on in the next record.</param>
/// <param name="Rows">Delivered up to here, kept or not.</param>
/// <param name="Sha256">Lower-case hex, over all masked row bytes up to here; absent while everything was kept.</param>
public sealed record RowsEvent(long Op, int Statement, ImmutableArray<string>? Columns, ImmutableArray<ImmutableArray<RecordedText?>>? Values, ImmutableArray<RecordedText>? Lines, bool Continues, long Rows, long Bytes, string? Sha256);

/// <summary>The end of a result.</summary>
/// <param name="Tag">The server's command tag; null when the result broke off.</param>
/// <param name="Sha256">Lower-case hex SHA-256 over all masked row bytes: DataRow bodies (Int16 count, then Int32 length and bytes of each value) or COPY bytes, one after the other.</param>
/// <param name="Truncated">Some of the result is in the counts and the digest only.</param>
public sealed record ResultEvent(long Op, int Statement, ImmutableArray<string>? Columns, ImmutableArray<ImmutableArray<RecordedText?>>? Values, ImmutableArray<RecordedText>? Lines, long Rows, long Bytes,
    string Sha256, bool Truncated, long MaskedValues, long DurationMicros, string? Tag);

/// <summary>An error or notice as the caller got it.</summary>
public sealed record MessageEvent(long Op, string Severity, string Code, string Message, string? Detail, string? Hint);

public sealed record NotificationEvent(string Channel, string Payload, int ProcessId);

public sealed record ClosedEvent(string Reason);
