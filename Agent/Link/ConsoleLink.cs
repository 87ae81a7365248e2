using System.Text.Json;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

/// <summary>The control connection: snapshots, tickets, decisions, kills, health.</summary>
public sealed class ConsoleLink : IConsoleLink
{
    private const int auditCapacity = 10_000;
    private const int noticeCapacity = 10_000;
    private static readonly TimeSpan heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan fetchPause = TimeSpan.FromSeconds(1);

    private readonly HubLink link;
    private readonly LinkIdentity identity;
    private readonly SnapshotIntake intake;
    private readonly SnapshotHolder holder;
    private readonly SessionRegistry sessions;
    private readonly Func<(long Bytes, int Files)> spool;
    private readonly TimeProvider time;
    private readonly ILogger<ConsoleLink> log;
    private readonly DecisionBoard decisions = new();
    private readonly Outbox notices;
    private readonly Outbox audits;
    private int? linkTook;

    /// <param name="spool">What waits in the recording spool, for the console's status page.</param>
    public ConsoleLink(LinkOptions options, LinkIdentity identity, Enrolment enrolment, SnapshotIntake intake, SnapshotHolder holder, SessionRegistry sessions, Func<(long Bytes, int Files)> spool, TimeProvider time, ILogger<ConsoleLink> log)
    {
        this.identity = identity;
        this.intake = intake;
        this.holder = holder;
        this.sessions = sessions;
        this.spool = spool;
        this.time = time;
        this.log = log;
        link = new HubLink("control", options.At(AgentHubAddress.Control), identity, time, log) { Subscribe = Subscribe, Greet = GreetAsync, OnRefused = enrolment.TryAgainAsync, OnRevoked = Revoke };
        link.ConnectionChanged += up =>
        {
            if (up) _ = FetchDecisionsAsync();
            ConnectionChanged?.Invoke(up);
        };
        notices = new Outbox(link, noticeCapacity, time, log);
        audits = new Outbox(link, auditCapacity, time, log);
    }

    public event Action<bool>? ConnectionChanged;

    /// <summary>The console has revoked this agent's key, for this reason. Handlers end what must end before they return; may come more than once.</summary>
    public event Action<string>? Revoked;

    public bool IsConnected => link.IsConnected;

    /// <summary>Who answers what the console asks. Must not throw. Set before <see cref="RunAsync"/>.</summary>
    public Func<AgentQuestion, Task<AgentReply>>? Answering { get; set; }

    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(link.RunAsync(stop), notices.RunAsync(stop), audits.RunAsync(stop), BeatAsync(stop));

    /// <summary>Sends what waits to be sent, as long as <paramref name="ct"/> allows.</summary>
    public Task DrainAsync(CancellationToken ct) => Task.WhenAll(notices.DrainAsync(ct), audits.DrainAsync(ct));

    public Task<ApprovalOpened> OpenTicketAsync(ApprovalRequest request, CancellationToken ct) =>
        link.CallAsync<ApprovalOpened>(nameof(IAgentControlHub.OpenTicket), [request], ct);

    public Task WithdrawTicketAsync(Guid id, string reason) => notices.Post(nameof(IAgentControlHub.WithdrawTicket), id, reason);

    public Task ReportUsedAsync(Guid id) => notices.Post(nameof(IAgentControlHub.ReportUsed), id);

    public IDisposable OnDecision(Guid id, Action<ApprovalDecision> handler) => decisions.Register(id, handler);

    public Task<ApprovalDecision?> GetDecisionAsync(Guid id, CancellationToken ct) =>
        link.CallAsync<ApprovalDecision?>(nameof(IAgentControlHub.GetDecision), [id], ct);

    public Task<ListenerCertificate> SignListenerRequestAsync(string requestPem, CancellationToken ct) =>
        link.CallAsync<ListenerCertificate>(nameof(IAgentControlHub.SignListenerRequest), [requestPem], ct);

    public Task<long> RequestKeysAsync(string issuer, CancellationToken ct) =>
        link.CallAsync<long>(nameof(IAgentControlHub.RequestKeys), [issuer], ct);

    public void Audit(AgentAuditEntry entry) => _ = audits.Post(nameof(IAgentControlHub.ReportAudit), entry);

    private void Subscribe(HubConnection connection)
    {
        intake.BeginLink();
        connection.On<string>(nameof(IAgentControlClient.ApplySnapshot), json => ApplyAsync(connection, json));
        connection.On<ApprovalDecision>(nameof(IAgentControlClient.Decide), decisions.Deliver);
        connection.On<Guid, string>(nameof(IAgentControlClient.EndSession), (session, reason) =>
        {
            if (sessions.End(session, reason)) log.SessionEnded(session);
        });
        connection.On<string, bool>(nameof(IAgentControlClient.Revoke), reason =>
        {
            Revoke(reason);
            return true;
        });
        connection.On<string, KeyProposal>(nameof(IAgentControlClient.ProposeKey), identity.Propose);
        connection.On<string>(nameof(IAgentControlClient.TakeKey), identity.Taken);
        // A handler with a result does not hold up the ones after it, however long it takes.
        connection.On<string, AgentReply>(nameof(IAgentControlClient.Answer), AnswerAsync);
    }

    private void Revoke(string reason)
    {
        log.Revoked(reason);
        Revoked?.Invoke(reason);
    }

    private Task GreetAsync(HubConnection connection, CancellationToken stop) =>
        connection.InvokeAsync(nameof(IAgentControlHub.Hello), new AgentHello(LinkOptions.Version, holder.Current?.Version, Environment.MachineName), stop);

    private async Task ApplyAsync(HubConnection connection, string json)
    {
        var report = intake.Accept(json);
        // Sent, not invoked: a handler that waits for the console would hold up the next push. After a lost link the next push brings the next report.
        await connection.SendAsync(nameof(IAgentControlHub.ReportSnapshot), report);
        await connection.SendAsync(nameof(IAgentControlHub.ReportStatus), Status());
    }

    private async Task<AgentReply> AnswerAsync(string json)
    {
        try
        {
            var question = JsonSerializer.Deserialize<AgentQuestion>(json, SnapshotJson.Revealing);
            if (question is not null && Answering is { } answer) return await answer(question);
        }
        catch (JsonException)
        {
            // The text has a credential in it: nothing of it is logged.
        }
        return new AgentReply { Problem = "The agent does not understand the question; it may be of another version than the console." };
    }

    private async Task BeatAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(heartbeat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await ReportStatusAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops.
        }
    }

    private async Task ReportStatusAsync(CancellationToken stop)
    {
        if (!link.IsConnected) return;
        try
        {
            var sent = time.GetTimestamp();
            await link.CallAsync(nameof(IAgentControlHub.ReportStatus), [Status()], stop);
            linkTook = (int)Math.Ceiling(time.GetElapsedTime(sent).TotalMilliseconds);
        }
        catch (Exception e) when (e is ConsoleUnreachableException or ConsoleRefusedException)
        {
            // The next beat tells what this one could not.
        }
    }

    private AgentStatusReport Status()
    {
        var all = sessions.All;
        var (bytes, files) = spool();
        return new AgentStatusReport(holder.Current?.Version, all.Count, all.Count(s => s.IsHeld), bytes, files, linkTook);
    }

    /// <summary>What was decided while the link was broken was told to nobody: ask for it.</summary>
    private async Task FetchDecisionsAsync()
    {
        foreach (var id in decisions.Outstanding)
        {
            while (link.IsConnected && !await TryFetchAsync(id)) await Task.Delay(fetchPause, time, CancellationToken.None);
        }
    }

    private async Task<bool> TryFetchAsync(Guid id)
    {
        try
        {
            if (await GetDecisionAsync(id, CancellationToken.None) is { } decision) decisions.Deliver(decision);
            return true;
        }
        catch (ConsoleRefusedException e)
        {
            log.DecisionNotFetched(e.Message);
            return true;
        }
        catch (ConsoleUnreachableException e)
        {
            log.DecisionNotFetched(e.Message);
            return false;
        }
    }
}
