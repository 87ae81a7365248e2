using HoopLike.Agent.Gates;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols;

/// <summary>What the console may ask about targets of one protocol. Each answer is bounded in time, in rows and in bytes.</summary>
public interface ITargetQuestions
{
    ConnectionProtocol Protocol { get; }

    /// <summary>Tries the way to the target step by step. A step that fails is an answer, not an exception.</summary>
    Task<ConnectionProbe> ProbeAsync(ConnectionConfig connection, CancellationToken ct);

    /// <param name="filter">Null for all tables.</param>
    /// <exception cref="AccessRefused">It cannot be read.</exception>
    Task<TargetSchema> SchemaAsync(ConnectionConfig connection, string? filter, CancellationToken ct);

    /// <summary>Searches tables for columns that look sensitive, for a few seconds. No value leaves.</summary>
    /// <exception cref="AccessRefused">The target cannot be reached.</exception>
    Task<ScanPage> ScanAsync(ConnectionConfig connection, TableName? after, CancellationToken ct);

    /// <summary>Reads a few values through the viewer's policies and masking rules, as a session of the viewer's would.</summary>
    /// <exception cref="AccessRefused">The viewer may not, or what is masked cannot be decided.</exception>
    Task<ColumnSample> SampleAsync(ConnectionConfig connection, ColumnName column, CallerIdentity viewer, CancellationToken ct);
}
