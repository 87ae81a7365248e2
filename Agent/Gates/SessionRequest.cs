using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>The question whether somebody may connect, as a ticket asks it.</summary>
internal static class SessionRequest
{
    public static ApprovalRequest Of(CallerIdentity caller, ConnectionConfig connection, AgentSnapshot snapshot, string policy)
    {
        var operation = $"connect to {connection.Name}";
        return new ApprovalRequest
        {
            Id = Guid.NewGuid(),
            Scope = ApprovalScope.Session,
            Identity = caller.Name,
            IdentityKind = caller.Kind,
            Groups = caller.Groups,
            Actors = caller.Actors,
            Connection = connection.Name,
            Policy = policy,
            SnapshotVersion = snapshot.Version,
            Digest = OperationDigest.Of(caller, connection.Name, operation, [], snapshot.Version),
            Operation = operation,
        };
    }
}
