using System.Net;
using HoopLike.Agent.Link.WebSockets;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

/// <summary>Keeps one hub connection to the console up, for ever: connects, greets, waits for its end, waits a little, connects again.</summary>
internal sealed class HubLink(string name, Uri address, LinkIdentity identity, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan callLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan disposeLimit = TimeSpan.FromSeconds(5);
    // A console that lets in and throws out at once must not be hammered: only a link that lasted resets the back-off.
    private static readonly TimeSpan lasting = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan refusedPause = TimeSpan.FromSeconds(30);

    private readonly Backoff backoff = new(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(15));
    private volatile HubConnection? live;
    private TaskCompletionSource whenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsConnected => live is not null;

    /// <summary>Raised after each change, one after the other.</summary>
    public event Action<bool>? ConnectionChanged;

    /// <summary>Registers handlers on each new connection before it starts.</summary>
    public Action<HubConnection> Subscribe { get; init; } = static _ => { };

    /// <summary>What to say before the link counts as up.</summary>
    public Func<HubConnection, CancellationToken, Task> Greet { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>What to try when the console accepts none of the agent's keys.</summary>
    public Func<CancellationToken, Task> OnRefused { get; init; } = static _ => Task.CompletedTask;

    /// <summary>The console says that the agent's key was revoked, and why.</summary>
    public Action<string> OnRevoked { get; init; } = static _ => { };

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = await ConnectOnceAsync(stop);
            if (stop.IsCancellationRequested) return;
            await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task WhenConnectedAsync(CancellationToken ct) => Volatile.Read(ref whenUp).Task.WaitAsync(ct);

    /// <exception cref="ConsoleUnreachableException">Not connected, broken before the answer, or no answer in time.</exception>
    /// <exception cref="ConsoleRefusedException">The console's own words.</exception>
    public async Task<T> CallAsync<T>(string method, object?[] arguments, CancellationToken ct)
    {
        var connection = live ?? throw new ConsoleUnreachableException("The console cannot be reached.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(callLimit);
        try
        {
            return await connection.InvokeCoreAsync<T>(method, arguments, patience.Token);
        }
        catch (HubException e)
        {
            throw HubErrors.Translate(e);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            throw new ConsoleUnreachableException("The link to the console broke before it answered.", e);
        }
    }

    public Task CallAsync(string method, object?[] arguments, CancellationToken ct) => CallAsync<object?>(method, arguments, ct);

    /// <returns>How long to wait before the next try.</returns>
    private async Task<TimeSpan> ConnectOnceAsync(CancellationToken stop)
    {
        var bearer = default(LinkBearer);
        var connection = Build(() => (bearer = identity.Bearer()).Text);
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Closed += e =>
        {
            ended.TrySetResult(e);
            return Task.CompletedTask;
        };
        TimeSpan? pause = null;
        long? upSince = null;
        try
        {
            Subscribe(connection);
            await connection.StartAsync(stop);
            await Greet(connection, stop);
            upSince = time.GetTimestamp();
            identity.Taken(bearer.KeyId);
            Up(connection);
            var why = await ended.Task.WaitAsync(stop);
            log.LinkLost(name, why?.Message ?? "closed");
        }
        catch (AgentRevokedException e)
        {
            OnRevoked(e.Message);
            pause = LatePause();
        }
        catch (ConsoleRefusedException) when (identity.MayTryAnother(bearer.KeyId))
        {
            log.LinkTriesNextKey(name);
            pause = TimeSpan.Zero;
        }
        catch (ConsoleRefusedException e)
        {
            log.LinkRefused(name, e.Message);
            await OnRefused(stop);
            pause = LatePause();
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Asked to stop: nothing to tell.
        }
        catch (Exception e)
        {
            log.LinkNotMade(name, address, e.Message);
        }
        finally
        {
            Down();
            await DisposeAsync(connection);
        }
        if (upSince is { } start && time.GetElapsedTime(start) > lasting) backoff.Reset();
        return pause ?? backoff.Next();
    }

    private static TimeSpan LatePause() => refusedPause * (0.5 + (Random.Shared.NextDouble() / 2));

    private HubConnection Build(Func<string> bearer)
    {
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(address));
        builder.Services.AddSingleton<IConnectionFactory>(new WebSocketConnectionFactory(bearer));
        builder.AddJsonProtocol(o => SnapshotJson.Apply(o.PayloadSerializerOptions));
        var connection = builder.Build();
        connection.HandshakeTimeout = TimeSpan.FromSeconds(10);
        return connection;
    }

    private void Up(HubConnection connection)
    {
        live = connection;
        log.LinkUp(name, address);
        whenUp.TrySetResult();
        ConnectionChanged?.Invoke(true);
    }

    private void Down()
    {
        if (live is null) return;
        live = null;
        Volatile.Write(ref whenUp, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        ConnectionChanged?.Invoke(false);
    }

    private async Task DisposeAsync(HubConnection connection)
    {
        try
        {
            await connection.DisposeAsync().AsTask().WaitAsync(disposeLimit, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.LinkNotClosed(name, e.Message);
        }
    }
}
