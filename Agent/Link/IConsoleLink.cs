using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Link;

/// <summary>The control link to the console, as the rest of the agent sees it. Every call works or throws; nothing waits for a lost link to come back, except where it says so.</summary>
public interface IConsoleLink
{
    bool IsConnected { get; }

    /// <summary>Raised with the new value of <see cref="IsConnected"/> when it changes, one change after the other.</summary>
    event Action<bool>? ConnectionChanged;

    /// <exception cref="ConsoleUnreachableException">The link is down, or broke before the console answered.</exception>
    /// <exception cref="ConsoleRefusedException">The console refuses the request, in its own words.</exception>
    Task<ApprovalOpened> OpenTicketAsync(ApprovalRequest request, CancellationToken ct);

    /// <summary>Tells the console that nobody waits any more. Sent again after a reconnect until it arrived; the task ends when it did.</summary>
    Task WithdrawTicketAsync(Guid id, string reason);

    /// <summary>Tells the console that an approval was used up. Sent again after a reconnect until it arrived; the task ends when it did.</summary>
    Task ReportUsedAsync(Guid id);

    /// <summary>Calls <paramref name="handler"/> once, on a pool thread, when the ticket is decided. A decision made while the link was broken is asked for after the reconnect.</summary>
    /// <returns>Dispose to hear no more of it.</returns>
    IDisposable OnDecision(Guid id, Action<ApprovalDecision> handler);

    /// <returns>Null while the ticket is pending.</returns>
    /// <exception cref="ConsoleUnreachableException">The link is down, or broke before the console answered.</exception>
    Task<ApprovalDecision?> GetDecisionAsync(Guid id, CancellationToken ct);

    /// <summary>Has the console ask a token issuer for its keys of now.</summary>
    /// <param name="issuer">Its name in the configuration.</param>
    /// <returns>The version of the snapshot that holds what is known of them then.</returns>
    /// <exception cref="ConsoleUnreachableException">The link is down, or broke before the console answered.</exception>
    /// <exception cref="ConsoleRefusedException">The console refuses the request, in its own words.</exception>
    Task<long> RequestKeysAsync(string issuer, CancellationToken ct);

    /// <summary>Has the console's certificate authority sign a PKCS#10 request (PEM) for the agent's listeners.</summary>
    /// <exception cref="ConsoleUnreachableException">The link is down, or broke before the console answered.</exception>
    Task<ListenerCertificate> SignListenerRequestAsync(string requestPem, CancellationToken ct);

    /// <summary>Queues an entry for the console's audit log. Never blocks; kept in memory (10,000 entries, the oldest are dropped with a log line) until the console has it.</summary>
    void Audit(AgentAuditEntry entry);
}
