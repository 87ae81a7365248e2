using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using HoopLike.Agent.Link;
using HoopLike.Agent.Link.WebSockets;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace HoopLike.Agent.Tests.Link.WebSockets;

public sealed class WebSocketConnectionFactoryTests : IAsyncLifetime
{
    private const string handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private readonly WebSocketConnectionFactory factory = new(static () => "a.b.c") { PingInterval = TimeSpan.FromSeconds(0.2), PongLimit = TimeSpan.FromSeconds(0.5) };
    private FakeConsole console = null!;

    public async Task InitializeAsync() => console = await FakeConsole.StartAsync();

    public async Task DisposeAsync() => await console.DisposeAsync();

    [Fact]
    public async Task A_console_that_hangs_is_noticed_though_its_socket_stays_open()
    {
        await using var relay = new FreezingRelay(console.Address.Port);
        await using var connection = await ConnectAsync(relay.Address);
        await ShakeHandsAsync(connection);
        relay.Freeze();
        var noticed = await Record.ExceptionAsync(() => ReadToEndAsync(connection).WaitAsync(Some.Patience));
        Assert.True(noticed is IOException or WebSocketException, noticed?.ToString());
    }

    [Fact]
    public async Task A_connection_that_is_only_quiet_stays()
    {
        await using var connection = await ConnectAsync(console.Address);
        await ShakeHandsAsync(connection);
        var ended = ReadToEndAsync(connection);
        await Assert.ThrowsAsync<TimeoutException>(() => ended.WaitAsync(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task Disposal_says_goodbye_and_ends_the_reading()
    {
        var connection = await ConnectAsync(console.Address);
        await ShakeHandsAsync(connection);
        await connection.DisposeAsync().AsTask().WaitAsync(Some.Patience);
        Assert.True(connection.ConnectionClosed.IsCancellationRequested);
    }

    [Fact]
    public async Task A_refused_agent_is_told_so_and_a_missing_console_is_not_a_refusal()
    {
        console.RefusesConnects = true;
        await Assert.ThrowsAsync<ConsoleRefusedException>(async () => await ConnectAsync(console.Address));
        await console.DownAsync();
        await Assert.ThrowsAsync<WebSocketException>(async () => await ConnectAsync(console.Address));
    }

    private async Task<ConnectionContext> ConnectAsync(Uri console) => await factory.ConnectAsync(new UriEndPoint(new Uri(console, AgentHubAddress.Control)));

    private static async Task ShakeHandsAsync(ConnectionContext connection)
    {
        await connection.Transport.Output.WriteAsync(Encoding.UTF8.GetBytes(handshake));
        var answer = await connection.Transport.Input.ReadAsync().AsTask().WaitAsync(Some.Patience);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(answer.Buffer.ToArray()));
        connection.Transport.Input.AdvanceTo(answer.Buffer.End);
    }

    private static async Task ReadToEndAsync(ConnectionContext connection)
    {
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync();
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }
}
