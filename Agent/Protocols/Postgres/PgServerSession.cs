using System.Collections.Immutable;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What a server said of itself up to its first ReadyForQuery.</summary>
/// <param name="ProcessId">From BackendKeyData, with <paramref name="Secret"/> what cancels this session; both 0 when the server gave none.</param>
/// <param name="Parameters">ParameterStatus messages in their order.</param>
/// <param name="TransactionStatus"><c>I</c>, <c>T</c> or <c>E</c>.</param>
public sealed record PgServerSession(int ProcessId, int Secret, ImmutableArray<(string Name, string Value)> Parameters, char TransactionStatus);
