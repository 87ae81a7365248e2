using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Runs both directions of a session and sees to it that they end together.</summary>
internal sealed class PgPumps(PgRequestPump requests, PgResponsePump responses)
{
    /// <summary>After a goodbye the target may still finish what it was asked for; its answers belong into the recording.</summary>
    private static readonly TimeSpan drainLimit = TimeSpan.FromSeconds(10);

    /// <param name="abort">Breaks both connections.</param>
    /// <returns>Why the session ended.</returns>
    /// <exception cref="SessionFailure">It ended in a way that the client is told.</exception>
    public async Task<string> RunAsync(SessionState session, Action abort, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, stop);
        var up = PumpThreads.RunAsync(() => requests.RunAsync(ending.Token));
        var down = PumpThreads.RunAsync(() => responses.RunAsync(ending.Token));
        var first = await Task.WhenAny(up, down);
        if (first == up && up.IsCompletedSuccessfully && await up is PgPumpEnd.ClientSaidGoodbye or PgPumpEnd.TargetClosed) await Task.WhenAny(down, Task.Delay(drainLimit, stop));

        await ending.CancelAsync();
        if (first == down || !down.IsCompleted) await QuietAsync(Task.WhenAll(up, down), abort);
        return End(session, first == down ? down : up, first == down ? up : down);
    }

    /// <summary>Waits for both; one that hangs in a write that nobody reads is broken off.</summary>
    private static async Task QuietAsync(Task both, Action abort)
    {
        if (await Task.WhenAny(both, Task.Delay(TimeSpan.FromSeconds(1))) != both) abort();
        await Task.WhenAny(both);
    }

    private string End(SessionState session, Task<PgPumpEnd> first, Task<PgPumpEnd> second)
    {
        if (session.EndReason is { } reason) throw new SessionFailure(FailureKind.Ended, $"The session was ended: {reason}");
        foreach (var pump in (ReadOnlySpan<Task<PgPumpEnd>>)[first, second])
        {
            switch (pump.Exception?.InnerException)
            {
                case SessionFailure failure:
                    throw failure;
                case RecordingLostException e:
                    throw new SessionFailure(FailureKind.RecordingLost, $"Recording lost: {e.Message}", inner: e);
                case WireException e:
                    throw new SessionFailure(FailureKind.Protocol, e.Message, inner: e);
                case { } e and not OperationCanceledException:
                    throw new InvalidOperationException("A direction of the session broke.", e);
            }
        }

        if (requests.SaidGoodbye) return "client said goodbye";
        var end = first.IsCompletedSuccessfully ? first.Result : PgPumpEnd.ClientLeft;
        return end switch
        {
            PgPumpEnd.ClientLeft => "client disconnected",
            _ => throw new SessionFailure(FailureKind.Unavailable, "The target closed the connection."),
        };
    }
}
