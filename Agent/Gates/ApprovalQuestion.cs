using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>A question to humans, as a ticket asks it: who, where, under which policy and which rules.</summary>
internal static class ApprovalQuestion
{
    /// <param name="session">Null while there is none.</param>
    /// <param name="digest">What the answer is bound to.</param>
    /// <param name="operation">What people read: masked.</param>
    public static ApprovalRequest Of(
        ApprovalScope scope, Guid? session, CallerIdentity caller, ConnectionConfig connection, AgentSnapshot snapshot, string policy, string digest, string operation, OperationImpact? impact = null) => new()
    {
        Id = Guid.NewGuid(),
        Scope = scope,
        SessionId = session,
        Identity = caller.Name,
        IdentityKind = caller.Kind,
        Groups = caller.Groups,
        Actors = caller.Actors,
        Connection = connection.Name,
        Policy = policy,
        SnapshotVersion = snapshot.Version,
        Digest = digest,
        Operation = operation,
        Impact = impact,
    };
}
