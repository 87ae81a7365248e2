using System.Threading.Channels;
using HoopLike.Console.Approvals;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.SignalR;

namespace HoopLike.Console.Agents;

/// <summary>Tickets as agents ask for them and hear of them.</summary>
public sealed partial class AgentTickets(ApprovalService approvals, SnapshotSource source, AgentRegistry registry, ConsoleAddress address, LiveFeed live, ILogger<AgentTickets> logger) : BackgroundService
{
    private readonly Channel<LiveEvent> news = Channel.CreateUnbounded<LiveEvent>();

    /// <exception cref="HubException">The request does not fit the configuration: the agent refuses the operation.</exception>
    public async Task<ApprovalOpened> OpenAsync(ApprovalRequest request, Guid member, string agent, CancellationToken cancellationToken)
    {
        var image = await source.CurrentAsync(cancellationToken);
        if (!image.AgentsOf(request.Connection).Contains(agent)) throw new HubException($"Agent '{agent}' does not serve a connection '{request.Connection}'.");
        if (image.Policy(request.Policy) is not { Effect: PolicyEffect.Approve, Approval: { } requirement }) throw new HubException($"The policy '{request.Policy}' asks for no approval any more; try again.");
        try
        {
            var ticket = await approvals.OpenAsync(request, requirement, member, null, cancellationToken);
            return new ApprovalOpened(ticket.Id, address.Of($"/approvals/{ticket.Id}"), ticket.ExpiresAt);
        }
        catch (InvalidOperationException e)
        {
            throw new HubException(e.Message, e);
        }
    }

    public Task WithdrawAsync(Guid id, Guid member, string reason, CancellationToken cancellationToken) => approvals.WithdrawAsync(id, member, reason, cancellationToken);

    public Task UsedAsync(Guid id, Guid member, CancellationToken cancellationToken) => approvals.UsedAsync(id, member, cancellationToken);

    /// <summary>Null while it is pending, and for a ticket of another agent.</summary>
    public async Task<ApprovalDecision?> DecisionAsync(Guid id, Guid member, CancellationToken cancellationToken)
    {
        var ticket = await approvals.FindAsync(id, cancellationToken);
        return ticket is null || ticket.AgentMember != member ? null : ApprovalService.DecisionOf(ticket);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        live.Subscribe(LiveTopics.Approvals, e => news.Writer.TryWrite(e));
        live.Subscribe(LiveTopics.Kill, e => news.Writer.TryWrite(e));
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var item in news.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await TellAsync(item, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // An agent that cannot be told now asks when its link is back.
                LogNotTold(logger, item.Topic, item.Key, e);
            }
        }
    }

    private async Task TellAsync(LiveEvent item, CancellationToken stop)
    {
        if (!Guid.TryParse(item.Key, out var id)) return;
        switch (item.Topic)
        {
            case LiveTopics.Approvals:
                if (registry.All.Count == 0 || await approvals.FindAsync(id, stop) is not { AgentMember: { } member } ticket || ApprovalService.DecisionOf(ticket) is not { } decision) return;
                // What the agent said itself it need not hear.
                if (decision.Status is ApprovalStatus.Used or ApprovalStatus.Withdrawn) return;
                foreach (var agent in registry.Find(member)) await agent.Client.Decide(decision);
                break;
            case LiveTopics.Kill:
                foreach (var agent in registry.All) await agent.Client.EndSession(id, item.Body ?? "ended by an administrator");
                break;
        }
    }

    [LoggerMessage(EventId = 12003, Level = LogLevel.Warning, Message = "An agent could not be told of {Topic} {Key}.")]
    private static partial void LogNotTold(ILogger logger, string topic, string key, Exception exception);
}
