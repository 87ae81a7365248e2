using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>An operation waits on the open socket: tells the client where the ticket is, and ends the wait when the client leaves or cancels.</summary>
internal sealed class PgHold(SocketStream client, PgClientChannel channel, SessionRecorder recorder)
{
    private readonly Lock gate = new();
    private CancellationTokenSource? waiting;
    private string? why;

    /// <summary>Why the wait was ended from this side.</summary>
    public string WhyEnded() => Volatile.Read(ref why) ?? "the session ended";

    /// <summary>The client asked to cancel. False when nothing is held.</summary>
    public bool TryCancel(string reason)
    {
        lock (gate)
        {
            if (waiting is null) return false;
            why ??= reason;
            _ = waiting.CancelAsync();
            return true;
        }
    }

    /// <param name="ask">Asks and waits; is given what to call with the ticket, and a token that ends the wait.</param>
    /// <param name="record">Records the ticket.</param>
    public async Task<ApprovalOutcome> WaitAsync(
        Func<Func<ApprovalOpened, Task>, CancellationToken, Task<ApprovalOutcome>> ask, Action<ApprovalOpened> record, ApprovalRequirement requirement, CancellationToken stop)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stop);
        lock (gate)
        {
            why = null;
            waiting = wait;
        }

        var watch = WatchAsync(wait.Token);
        try
        {
            return await ask(TellAsync, wait.Token);
        }
        finally
        {
            lock (gate) waiting = null;
            await wait.CancelAsync();
            await watch;
        }

        async Task TellAsync(ApprovalOpened ticket)
        {
            record(ticket);
            await recorder.CommitAsync(wait.Token);
            await channel.SayAsync(output => Tell(output, ticket, requirement), wait.Token);
        }
    }

    public static void Tell(WireBuffer output, ApprovalOpened ticket, ApprovalRequirement? requirement) => PgMessages.Notice(
        output,
        "00000",
        $"Held for approval: {ticket.Address}",
        requirement is null ? null : $"{requirement.Required} of {string.Join(", ", requirement.Groups)} must approve by {ticket.ExpiresAt:u}.",
        null);

    private async Task WatchAsync(CancellationToken stop)
    {
        await client.PeerGoneAsync(stop);
        if (!stop.IsCancellationRequested) TryCancel("the client disconnected");
    }
}
