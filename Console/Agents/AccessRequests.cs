using System.Security.Cryptography;
using System.Text;
using HoopLike.Console.Approvals;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Agents;

/// <summary>Asks ahead for a time-boxed grant, where the caller's session-scope policy wants an approval.</summary>
public sealed class AccessRequests(ConnectionRights rights, SnapshotSource source, ApprovalService approvals)
{
    /// <summary>Null and a reason when there is nothing to ask for.</summary>
    public async Task<(TicketEntity? Ticket, string? Problem)> OpenAsync(CallerIdentity caller, string connection, int minutes, string? reason, string? address, CancellationToken cancellationToken)
    {
        var usable = await rights.FindAsync(caller, connection, cancellationToken);
        if (usable is null) return (null, $"There is no connection '{connection}' that you may use or ask for.");
        if (usable is not { Approval: { } requirement, Policy: { } policy }) return (null, $"You may use '{connection}' as you are; there is nothing to ask for.");
        var version = (await source.CurrentAsync(cancellationToken)).Version;
        var id = Guid.NewGuid();
        var request = new ApprovalRequest
        {
            Id = id,
            Scope = ApprovalScope.Session,
            Identity = caller.Name,
            IdentityKind = caller.Kind,
            Groups = caller.Groups,
            Actors = caller.Actors,
            Connection = connection,
            Policy = policy,
            SnapshotVersion = version,
            Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Name}\0{string.Join('\0', caller.Actors.Select(a => $"{a.Kind}:{a.Name}"))}\0\0{connection}\0{minutes}\0{version}\0{id}"))),
            Operation = $"Connect to {connection} for up to {Math.Min(minutes, requirement.GrantMinutes ?? ApprovalService.StandardGrantMinutes)} minutes",
            Reason = reason,
            Minutes = minutes,
        };
        return (await approvals.OpenAsync(request, requirement, null, address, cancellationToken), null);
    }
}
