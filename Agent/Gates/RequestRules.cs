using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>All that decides about one session's requests, as of one snapshot. Replaced whole.</summary>
public sealed class RequestRules(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller)
{
    public AgentSnapshot Snapshot { get; } = snapshot;

    public ConnectionConfig Connection { get; } = connection;

    public CallerIdentity Caller { get; } = caller;

    public SessionPolicies Policies { get; } = new(snapshot, connection, caller);

    public BodyRules Bodies { get; } = new(snapshot, connection, caller);
}
