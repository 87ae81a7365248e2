using System.Security.Cryptography;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace HoopLike.Console.Agents;

/// <summary>The agents' control link.</summary>
[Authorize(AuthenticationSchemes = AgentAuthentication.SchemeName)]
public sealed class AgentControlHub(AgentRegistry registry, AgentDirectory directory, AgentTickets tickets, AgentKeys keys, AgentLinks links, SnapshotPusher pusher, SnapshotSource source, IssuerKeys issuers, CertificateAuthority authority, AuditLog audit)
    : Hub<IAgentControlClient>, IAgentControlHub
{
    private Guid Id => AgentAuthentication.IdOf(Context.User!);

    private string Name => AgentAuthentication.NameOf(Context.User!);

    public override async Task OnConnectedAsync()
    {
        links.Opened(Context, isControl: true);
        if (!await keys.CountsAsync(Context.User!, Context.ConnectionAborted)) Context.Abort();
        await base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        links.Closed(Context);
        if (registry.Remove(Context.ConnectionId)) await directory.GoneAsync(Id, Name, CancellationToken.None);
        await base.OnDisconnectedAsync(exception);
    }

    public async Task Hello(AgentHello hello)
    {
        var agent = new AgentState(Id, Name, Context.ConnectionId, Clients.Caller);
        registry.Add(agent);
        // An agent on this machine is reached here, whatever the machine calls itself.
        var isHere = Context.GetHttpContext()?.Connection.RemoteIpAddress is { } remote && System.Net.IPAddress.IsLoopback(remote);
        await directory.HelloAsync(Id, Name, isHere ? hello with { Host = "localhost" } : hello, Context.ConnectionAborted);
        await pusher.PushAsync(agent, Context.ConnectionAborted);
        if (Context.ConnectionAborted.IsCancellationRequested && registry.Remove(Context.ConnectionId)) await directory.GoneAsync(Id, Name, CancellationToken.None);
    }

    public Task ReportStatus(AgentStatusReport report) => directory.ReportAsync(Id, Name, report, Context.ConnectionAborted);

    public Task ReportSnapshot(SnapshotReport report) => directory.SnapshotAsync(Id, Name, report, Context.ConnectionAborted);

    public Task ReportAudit(AgentAuditEntry entry) => audit.AppendAsync(
        new Actor(entry.Identity ?? $"agent {Name}", null),
        new AuditNote(entry.Action, entry.Connection is null ? $"agent {Name}" : $"connection {entry.Connection}") { Detail = $"{entry.Detail} (agent {Name})", ReportId = entry.Id, At = entry.At },
        Context.ConnectionAborted);

    public Task<ApprovalOpened> OpenTicket(ApprovalRequest request) => tickets.OpenAsync(request, Id, Name, Context.ConnectionAborted);

    public Task WithdrawTicket(Guid id, string reason) => tickets.WithdrawAsync(id, Id, reason, Context.ConnectionAborted);

    public Task ReportUsed(Guid id) => tickets.UsedAsync(id, Id, Context.ConnectionAborted);

    public Task<ApprovalDecision?> GetDecision(Guid id) => tickets.DecisionAsync(id, Id, Context.ConnectionAborted);

    public async Task<long> RequestKeys(string issuer)
    {
        await issuers.RequestRefreshAsync(issuer, Context.ConnectionAborted);
        return (await source.CurrentAsync(Context.ConnectionAborted)).Version;
    }

    public async Task<ListenerCertificate> SignListenerRequest(string requestPem)
    {
        try
        {
            var signed = await authority.SignAsync(requestPem, Context.ConnectionAborted);
            await audit.AppendAsync(new Actor($"agent {Name}", null), new AuditNote("certificate.signed", $"agent {Name}"), Context.ConnectionAborted);
            return signed;
        }
        catch (CryptographicException e)
        {
            throw new HubException(e.Message, e);
        }
    }
}
