using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>The right to dial a connection's target: only <see cref="AccessGate"/> gives one.</summary>
/// <param name="Snapshot">What the decision was made on.</param>
/// <param name="GrantId">The time-boxed grant, or the one approval, that the session lives on; null where a policy simply allows.</param>
/// <param name="GrantExpiresAt">When the session must end; null for no limit of its own.</param>
public sealed record AccessGrant(
    CallerIdentity Identity, ConnectionConfig Connection, AgentSnapshot Snapshot, SessionPolicies Policies, Guid? GrantId, DateTimeOffset? GrantExpiresAt);
