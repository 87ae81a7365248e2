using System.Collections.Concurrent;
using System.Net;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Tests.Listening;

/// <summary>A protocol without bytes: says what a test tells it to, and notes what it is asked for.</summary>
internal sealed class FakeProtocol : IProtocolHandler, IProtocolSession
{
    public ConnectionProtocol Protocol => ConnectionProtocol.Postgres;

    /// <summary>What was called, in order.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public Func<CancellationToken, Task<ClientGreeting?>> OnGreet { get; set; } = static _ => throw new InvalidOperationException("No greeting was set.");

    public Func<Task> OnLogin { get; set; } = static () => Task.CompletedTask;

    public Func<SessionState, SessionRecorder, Task<string>> OnRelay { get; set; } = static (_, _) => Task.FromResult("client said goodbye");

    /// <summary>Completed by a test when its client leaves.</summary>
    public TaskCompletionSource ClientGone { get; } = new();

    public SessionFailure? Failure { get; private set; }

    private TargetLink? target;

    public IProtocolSession Begin(AcceptedClient client, ConnectionConfig connection) => this;

    public Task<ClientGreeting?> GreetAsync(CancellationToken stop)
    {
        Told.Enqueue("greet");
        return OnGreet(stop);
    }

    public static ClientGreeting Greeting(string key) => new(new Secret(key), new IPEndPoint(IPAddress.Loopback, 5), "shop", "psql");

    public Task TellHeldAsync(ApprovalOpened ticket, CancellationToken stop)
    {
        Told.Enqueue("held");
        return Task.CompletedTask;
    }

    public Task ClientGoneAsync(CancellationToken stop) => Task.WhenAny(ClientGone.Task, Task.Delay(Timeout.Infinite, stop));

    public async Task ReachAsync(Func<CancellationToken, Task<TargetLink>> dial, AccessGrant grant, CancellationToken stop)
    {
        target = await dial(stop);
        Told.Enqueue("login");
        await OnLogin();
    }

    public Task<string> RelayAsync(SessionState session, AccessGrant grant, SessionRecorder recorder, CancellationToken stop)
    {
        Told.Enqueue("relay");
        return OnRelay(session, recorder);
    }

    public Task FailAsync(SessionFailure failure)
    {
        Failure = failure;
        Told.Enqueue("fail");
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Told.Enqueue("dispose");
        if (target is not null) await target.DisposeAsync();
    }
}
