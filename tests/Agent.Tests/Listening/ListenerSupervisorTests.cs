using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using HoopLike.Agent.Link;
using HoopLike.Agent.Listening;
using HoopLike.Agent.Protocols;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Listening;

public sealed class ListenerSupervisorTests : IAsyncLifetime
{
    private readonly SnapshotHolder snapshots = new();
    private readonly FakeLink console = new();
    private readonly ManualTime time = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<(AcceptedClient Client, ConnectionConfig Connection)> served = Channel.CreateUnbounded<(AcceptedClient, ConnectionConfig)>();
    private readonly Channel<IReadOnlyCollection<IPEndPoint>> settled = Channel.CreateUnbounded<IReadOnlyCollection<IPEndPoint>>();
    private readonly TaskCompletionSource sessionsEnd = new();
    private readonly ClientBudget budget = new(clients: 3);
    private readonly int port = FreePort();
    private Task running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        var reception = new Reception(ServeAsync, budget, time, NullLogger<Reception>.Instance, stop.Token);
        var supervisor = new ListenerSupervisor(snapshots, IPAddress.Loopback, new HashSet<ConnectionProtocol> { ConnectionProtocol.Postgres }, reception, console, time, NullLogger<ListenerSupervisor>.Instance);
        supervisor.Settled += at => settled.Writer.TryWrite(at);
        running = supervisor.RunAsync(stop.Token);
        await SettledAsync();
    }

    public async Task DisposeAsync()
    {
        sessionsEnd.TrySetResult();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_client_reaches_its_connections_session_on_a_blocking_socket()
    {
        await ApplyAsync(Some.Connection("shop", port));
        using var client = await ConnectAsync();
        var (accepted, connection) = await ServedAsync();
        Assert.Equal("shop", connection.Name);
        Assert.True(accepted.Socket.Blocking);
        Assert.True(accepted.Socket.NoDelay);
        Assert.Equal(60, accepted.Socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(((IPEndPoint)client.Client.LocalEndPoint!).Port, accepted.Remote.Port);
    }

    [Fact]
    public async Task A_removed_connection_closes_its_listener_and_leaves_its_sessions_alone()
    {
        await ApplyAsync(Some.Connection("shop", port));
        using var client = await ConnectAsync();
        var (accepted, _) = await ServedAsync();
        await ApplyAsync();
        await Assert.ThrowsAnyAsync<SocketException>(ConnectAsync);
        accepted.Socket.Send("still here"u8);
        var heard = new byte[10];
        await client.GetStream().ReadExactlyAsync(heard);
        Assert.Equal("still here"u8, heard);
    }

    [Fact]
    public async Task A_changed_connection_keeps_its_listener_and_serves_the_next_client_as_changed()
    {
        await ApplyAsync(Some.Connection("shop", port));
        using var first = await ConnectAsync();
        Assert.Equal("db.internal", (await ServedAsync()).Connection.Target.Host);
        var changed = Some.Connection("shop", port) with { Target = new TargetConfig("other.internal", 5432, null, TargetTlsMode.Require) };
        // A listener that were closed and opened again would lose this client, which waits in the kernel's queue or is served by now.
        using var between = await ConnectAsync();
        await ApplyAsync(changed);
        using var last = await ConnectAsync();
        await ServedAsync();
        Assert.Equal("other.internal", (await ServedAsync()).Connection.Target.Host);
        Assert.Equal(0, console.Audits.Reader.Count);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_once_and_tried_again()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, port);
        squatter.Start();
        Assert.Empty(await ApplyAsync(Some.Connection("shop", port)));
        var entry = await console.Audits.Reader.ReadAsync();
        Assert.Equal(("listener.failed", "shop"), (entry.Action, entry.Connection));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(await SettledAsync());
        Assert.Equal(0, console.Audits.Reader.Count);
        squatter.Stop();
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Single(await SettledAsync());
        using var client = await ConnectAsync();
        await ServedAsync();
    }

    [Fact]
    public async Task Connections_that_cannot_be_listened_for_are_told_and_the_others_open()
    {
        var open = await ApplyAsync(
            Some.Connection("shop", port),
            Some.Connection("same-port", port),
            Some.Connection("no-address", port + 1, "db.example.com"),
            Some.Connection("files", FreePort()) with { Protocol = ConnectionProtocol.Ssh },
            Some.Connection("in-the-clear", FreePort(), "0.0.0.0") with { ClientTls = ClientTlsMode.Optional });
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, port)], open);
        var told = new List<string?>();
        while (console.Audits.Reader.TryRead(out var entry)) told.Add(entry.Connection);
        Assert.Equal(["same-port", "no-address", "files", "in-the-clear"], told);
    }

    [Fact]
    public async Task Over_the_limit_a_client_is_closed_and_the_next_has_a_place_when_one_left()
    {
        await ApplyAsync(Some.Connection("shop", port));
        var clients = new List<TcpClient>();
        for (var i = 0; i < 3; i++)
        {
            clients.Add(await ConnectAsync());
            await ServedAsync();
        }
        var refused = await Record.ExceptionAsync(ConnectAndReadAsync);
        Assert.True(refused is IOException or SocketException, refused?.ToString());
        Assert.Equal(3, budget.Taken);
        sessionsEnd.SetResult();
        foreach (var client in clients)
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1]));
            client.Dispose();
        }
        using var next = await ConnectAsync();
        await ServedAsync();
    }

    [Fact]
    public async Task Stopping_closes_the_listeners_at_once()
    {
        await ApplyAsync(Some.Connection("shop", port));
        await stop.CancelAsync();
        await running.WaitAsync(Some.Patience);
        await Assert.ThrowsAnyAsync<SocketException>(ConnectAsync);
    }

    private async Task ServeAsync(AcceptedClient client, ConnectionConfig connection, CancellationToken ct)
    {
        served.Writer.TryWrite((client, connection));
        await sessionsEnd.Task;
    }

    private async Task<IReadOnlyCollection<IPEndPoint>> ApplyAsync(params ConnectionConfig[] connections)
    {
        snapshots.Replace(Some.Snapshot(1, connections));
        return await SettledAsync();
    }

    private async Task<IReadOnlyCollection<IPEndPoint>> SettledAsync() => await settled.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);

    private async Task<(AcceptedClient Client, ConnectionConfig Connection)> ServedAsync() => await served.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Some.Patience);
        return client;
    }

    private async Task ConnectAndReadAsync()
    {
        using var client = await ConnectAsync();
        await client.GetStream().ReadExactlyAsync(new byte[1]);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
