using System.Net;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Protocols.Http.Credentials;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>All requests that one caller makes over one connection, until it makes none for a while. One recording, one line in the list of sessions, however many sockets the caller's client opens.</summary>
internal sealed class HttpSession(Secret credential, IPEndPoint remote, string? application, SnapshotHolder snapshots, ToolBook tools, TokenSources tokens, TimeProvider time) : IProtocolSession
{
    /// <summary>Between the turns of a program that thinks, and of a person who reads.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(5);

    private readonly TaskCompletionSource<OpenHttpSession> open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ApprovalOpened> held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private Func<CancellationToken, Task<TargetLink>>? dial;
    private int requests;
    private bool isClosing;
    private string? reason;
    private ITimer? idle;

    /// <summary>Completes when the session is let in; fails with a <see cref="SessionFailure"/> when it is not.</summary>
    public Task<OpenHttpSession> Open => open.Task;

    /// <summary>Completes when the session waits for a human.</summary>
    public Task<ApprovalOpened> Held => held.Task;

    /// <summary>Begins a request. False when the session is ending: the next one has to begin another.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (isClosing) return false;
            requests++;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--requests > 0) return;
            if (!open.Task.IsCompleted) abandoned.TrySetResult();
            if (isClosing) over.TrySetResult(reason!);
            else
            {
                idle ??= time.CreateTimer(_ => CloseIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                idle.Change(IdleLimit, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public Task<ClientGreeting?> GreetAsync(CancellationToken stop) => Task.FromResult<ClientGreeting?>(new ClientGreeting(credential, remote, null, application));

    public Task TellHeldAsync(ApprovalOpened ticket, CancellationToken stop)
    {
        held.TrySetResult(ticket);
        return Task.CompletedTask;
    }

    /// <summary>Every request that waited for the session has given up.</summary>
    public async Task ClientGoneAsync(CancellationToken stop)
    {
        using var ended = stop.Register(() => abandoned.TrySetResult());
        await abandoned.Task;
    }

    /// <summary>Dialled when there is something to send: connections of HTTP come and go below a session.</summary>
    public Task ReachAsync(Func<CancellationToken, Task<TargetLink>> dial, AccessGrant grant, CancellationToken stop)
    {
        this.dial = dial;
        return Task.CompletedTask;
    }

    public async Task<string> RelayAsync(SessionState session, AccessGrant grant, SessionRecorder recorder, CancellationToken stop)
    {
        await using var ways = new TargetWays(dial!, tokens, time);
        using var ended = session.Ended.Register(() => Close(session.EndReason ?? "the session ended"));
        using var stopped = stop.Register(() => Close("the agent stops"));
        open.SetResult(new OpenHttpSession(session, grant, recorder, ways, new RequestGate(grant, session.Id, snapshots, time), new SessionTools(tools, grant.Connection.Name)));
        return await over.Task;
    }

    public Task FailAsync(SessionFailure failure)
    {
        Close(failure.Message);
        open.TrySetException(failure);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Close("the session ended");
        open.TrySetException(new SessionFailure(FailureKind.Unavailable, "The session ended before it began."));
        if (idle is not null) await idle.DisposeAsync();
    }

    private void CloseIdle()
    {
        lock (gate)
        {
            if (requests > 0) return;
            Close($"no request for {IdleLimit.TotalMinutes:0} minutes");
        }
    }

    /// <summary>No new requests; over once those under way have ended.</summary>
    private void Close(string why)
    {
        lock (gate)
        {
            reason ??= why;
            isClosing = true;
            if (requests == 0) over.TrySetResult(reason);
        }
    }
}
