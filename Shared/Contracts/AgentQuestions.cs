using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Contracts;

public enum AgentQuestionKind { Probe, Schema, Scan, Sample }

/// <summary>Something that the console wants to know of a target, which only an agent can reach. It travels as <see cref="SnapshotJson.Revealing"/> writes it: a draft has its credential in it.</summary>
public sealed record AgentQuestion
{
    public required Guid Id { get; init; }
    public required AgentQuestionKind Kind { get; init; }
    /// <summary>Name of a connection that the agent serves; of a draft, what it is to be called.</summary>
    public required string Connection { get; init; }
    /// <summary>The answer must rest on this configuration or a newer one: the agent waits for it a moment.</summary>
    public long SnapshotVersion { get; init; }
    /// <summary>Probe: a connection as somebody is about to save it. Null: as the agent has it.</summary>
    public ConnectionConfig? Draft { get; init; }
    /// <summary>Schema: only tables of which schema, name or a column has this in its name. Null: all.</summary>
    public string? Filter { get; init; }
    /// <summary>Scan: go on behind this table. Null: from the first.</summary>
    public TableName? After { get; init; }
    /// <summary>Sample: of which column.</summary>
    public ColumnName? Column { get; init; }
    /// <summary>Sample: who is to see it. Policies and masking rules apply as if this caller had asked through the gateway.</summary>
    public CallerIdentity? Viewer { get; init; }
}

/// <summary>What an agent answers: a problem in words for the person who asked, or the one part that belongs to the question's kind.</summary>
public sealed record AgentReply
{
    /// <summary>One answer must fit in a message of the hub beside its frame; more than that is told page by page or left out with words.</summary>
    public const int SizeLimit = 2 * 1024 * 1024;

    public string? Problem { get; init; }
    public ConnectionProbe? Probe { get; init; }
    public TargetSchema? Schema { get; init; }
    public ScanPage? Scan { get; init; }
    public ColumnSample? Sample { get; init; }
}

public sealed record TableName(string Schema, string Table);

public sealed record ColumnName(string Schema, string Table, string Column)
{
    /// <summary><c>schema.table.column</c></summary>
    public override string ToString() => $"{Schema}.{Table}.{Column}";
}

public enum ProbeOutcome { Ok, Failed, Skipped }

/// <summary>One step on the way to a target.</summary>
/// <param name="Words">What came of it, or what to do about it. Holds no secret.</param>
public sealed record ProbeStep(string Name, ProbeOutcome Outcome, string Words, int Milliseconds);

/// <summary>Whether a target can be reached with a connection's settings, step by step.</summary>
public sealed record ConnectionProbe(ImmutableArray<ProbeStep> Steps)
{
    public bool Succeeded => Steps.Length > 0 && Steps.All(s => s.Outcome != ProbeOutcome.Failed);
}

/// <summary>Tables and views of one database, in order of their names.</summary>
/// <param name="LeftOut">Tables that did not fit: a filter finds them.</param>
public sealed record TargetSchema(string Database, ImmutableArray<TargetTable> Tables, int LeftOut);

/// <param name="Kind"><c>table</c>, <c>view</c>, <c>materialized view</c> or <c>foreign table</c>.</param>
public sealed record TargetTable(string Schema, string Name, string Kind, ImmutableArray<TargetColumn> Columns);

/// <param name="Rule">The masking rule in force for it, leaving aside whom it exempts; null where none is.</param>
public sealed record TargetColumn(string Name, string Type, string? Rule = null);

/// <summary>A part of a scan: as many tables as were searched in a few seconds.</summary>
/// <param name="Next">Where the next part begins; null when this was the last.</param>
/// <param name="Done">Tables searched so far, of <paramref name="Total"/>.</param>
/// <param name="Unread">Of this part's tables, those of which no value could be sampled, with the reason: only their names were looked at.</param>
public sealed record ScanPage(ImmutableArray<SensitiveFinding> Findings, TableName? Next, int Done, int Total, ImmutableArray<UnreadTable> Unread);

/// <param name="Class">A detector's word, or what the name suggests, as <c>phone</c>.</param>
/// <param name="Share">Share of the sampled values that the detector found, 0 to 1; null where none was searched.</param>
public sealed record SensitiveFinding(ColumnName Column, string Class, bool ByName, double? Share);

public sealed record UnreadTable(TableName Table, string Why);

/// <summary>A few distinct values of a column, as the viewer would see them through the gateway.</summary>
/// <param name="Rows">How many rows were looked at.</param>
public sealed record ColumnSample(ImmutableArray<SampledValue> Values, int Rows);

/// <param name="Text">Null where the mask leaves nothing.</param>
public sealed record SampledValue(string? Text, bool IsMasked);
