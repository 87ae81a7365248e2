using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>The question whether somebody may connect, as a ticket asks it.</summary>
internal static class SessionRequest
{
    public static ApprovalRequest Of(CallerIdentity caller, ConnectionConfig connection, AgentSnapshot snapshot, string policy)
    {
        var operation = $"connect to {connection.Name}";
        return ApprovalQuestion.Of(ApprovalScope.Session, null, caller, connection, snapshot, policy, OperationDigest.Of(caller, connection.Name, operation, [], snapshot.Version), operation);
    }
}
