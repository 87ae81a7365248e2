using System.Threading.Channels;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Sessions;

/// <summary>Ends every session that may not go on: asks again at each snapshot, for what only time changes twice a second, and for each new session the moment it registers.</summary>
/// <param name="snapshot">The snapshot in force.</param>
/// <param name="mustEnd">Why a session must end, in words for its caller; null when it may go on.</param>
public sealed class LiveSessionEnforcer(SessionRegistry sessions, Func<AgentSnapshot?> snapshot, Func<AgentSnapshot, SessionState, string?> mustEnd, TimeProvider time, ILogger<LiveSessionEnforcer> log)
{
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The snapshot was replaced. Returns at once.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken stop)
    {
        // A session admitted under the snapshot that was just replaced registers after the others were asked.
        sessions.Added += Recheck;
        using var tick = time.CreateTimer(_ => Wake(), null, interval, interval);
        try
        {
            while (true)
            {
                foreach (var session in sessions.All) Recheck(session);
                await wake.Reader.ReadAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops, and ends its sessions itself.
        }
        finally
        {
            sessions.Added -= Recheck;
        }
    }

    private void Recheck(SessionState session)
    {
        if (session.EndReason is not null) return;
        if (Ask(session) is not { } reason) return;
        session.End(reason);
        log.SessionCut(session.Id, session.Identity.Name, session.Connection, reason);
    }

    private string? Ask(SessionState session)
    {
        try
        {
            return snapshot() is { } current ? mustEnd(current, session) : "the agent has no configuration";
        }
        catch (Exception e)
        {
            log.RecheckFailed(e, session.Id);
            return "it could not be checked whether the session may go on";
        }
    }
}
