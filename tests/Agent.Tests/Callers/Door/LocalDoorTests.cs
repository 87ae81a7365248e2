using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HoopLike.Agent.Callers;
using HoopLike.Agent.Callers.Door;
using Xunit;

namespace HoopLike.Agent.Tests.Callers.Door;

public sealed class LocalDoorTests : IAsyncDisposable
{
    private static readonly byte[] startup = [0, 0, 0, 18, 0, 3, 0, 0, (byte)'u', (byte)'s', (byte)'e', (byte)'r', 0, (byte)'a', (byte)'d', (byte)'a', 0, 0];
    private static readonly byte[] cancel = [0, 0, 0, 16, 0x04, 0xd2, 0x16, 0x2e, 0, 0, 0, 42, 1, 2, 3, 4];
    private readonly ScratchFolder scratch = new();
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> remarks = new();
    private readonly List<IDisposable> opened = [];
    private readonly List<Task> served = [];
    private int issued;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(served).WaitAsync(Some.Patience);
        foreach (var one in opened) one.Dispose();
        stop.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public async Task The_gateway_gets_the_clients_start_as_it_came_and_the_token_as_its_password()
    {
        using var gateway = new FakeGateway();
        await using var client = await ComeAsync(Open(gateway), startup);
        using var session = await gateway.NextAsync();

        Assert.Equal(startup, session.First);
        Assert.Equal("t1", await session.AskPasswordAsync());
        await session.SayAsync("R\0\0\0\b\0\0\0\0Z\0\0\0\u0005I");
        Assert.Equal("R\0\0\0\b\0\0\0\0Z\0\0\0\u0005I", await client.ReadAsync(15));
        await client.SayAsync("Q\0\0\0\u0006x\0");
        Assert.Equal("Q\0\0\0\u0006x\0", await session.ReadAsync(7));
    }

    [Fact]
    public async Task A_client_that_has_said_all_still_hears_the_answer()
    {
        var (client, session) = await RelayedAsync();
        await client.SayAsync("last words");
        client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal("last words", await session.ReadToEndAsync());
        await session.SayAsync("an answer after the end");
        session.Stream.Dispose();

        Assert.Equal("an answer after the end", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_gateway_that_ends_is_heard_to_its_last_byte_while_the_client_still_sends()
    {
        var (client, session) = await RelayedAsync();
        var rest = new string('x', 200_000);
        await session.SayAsync(rest);
        await session.Stream.ShutdownAsync();
        await client.SayAsync("unheard");

        Assert.Equal(rest, await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_cancel_request_is_passed_on_as_it_is_and_no_token_with_it()
    {
        using var gateway = new FakeGateway();
        var door = Open(gateway);
        await using var client = await ComeAsync(door, cancel);
        using (var session = await gateway.NextAsync())
        {
            Assert.Equal(cancel, session.First);
            session.Stream.Dispose();
            session.Client.Dispose();
        }

        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(0, issued);
    }

    [Fact]
    public async Task Words_before_the_password_are_passed_on()
    {
        using var gateway = new FakeGateway();
        await using var client = await ComeAsync(Open(gateway), startup);
        using var session = await gateway.NextAsync();
        await session.SayAsync("v\0\0\0\u000c\0\0\0\0\0\0\0\0");
        await session.SayAsync("E\0\0\0\u0006S\0");

        Assert.Equal("v\0\0\0\u000c\0\0\0\0\0\0\0\0E\0\0\0\u0006S\0", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_token_that_the_gateway_refuses_is_not_used_again()
    {
        using var gateway = new FakeGateway();
        var door = Open(gateway);
        foreach (var expected in (string[])["t1", "t2"])
        {
            await using var client = await ComeAsync(door, startup);
            using var session = await gateway.NextAsync();
            Assert.Equal(expected, await session.AskPasswordAsync());
            await session.SayAsync("E\0\0\0\u0006S\0");
            await session.Stream.ShutdownAsync();
            Assert.Equal("E\0\0\0\u0006S\0", await client.ReadToEndAsync());
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public async Task A_way_to_sign_in_that_is_not_ours_gets_no_token(int question)
    {
        using var gateway = new FakeGateway();
        await using var client = await ComeAsync(Open(gateway), startup);
        using var session = await gateway.NextAsync();

        await session.AskAsync(question);

        Assert.Contains("does not know", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("", await session.ReadToEndAsync());
    }

    [Fact]
    public async Task A_gateway_without_TLS_gets_neither_start_nor_token()
    {
        using var gateway = new FakeGateway(offersTls: false);
        await using var client = await ComeAsync(Open(gateway), startup);

        Assert.Contains("does not offer TLS", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(gateway.HasMore);
    }

    [Fact]
    public async Task A_gateway_of_another_authority_gets_neither_start_nor_token()
    {
        using var gateway = new FakeGateway();
        await using var client = await ComeAsync(Open(gateway, authority: new TestAuthority("Another").Pem), startup);

        Assert.Contains("is not the gateway's", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(gateway.HasMore);
    }

    [Fact]
    public async Task A_certificate_for_another_name_gets_neither_start_nor_token()
    {
        using var gateway = new FakeGateway(forAddress: false);
        await using var client = await ComeAsync(Open(gateway), startup);

        Assert.Contains("is not the gateway's", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(gateway.HasMore);
    }

    [Fact]
    public async Task Nonsense_is_answered_in_the_protocols_own_words()
    {
        using var gateway = new FakeGateway();
        await using var client = await ComeAsync(Open(gateway), [0, 0, 0, 9, 0, 3, 0, 0, 1]);

        Assert.Contains("08P01", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(gateway.HasMore);
    }

    [Fact]
    public async Task Stopping_the_door_cuts_who_is_inside_and_lets_nobody_in()
    {
        using var gateway = new FakeGateway();
        var door = Open(gateway);
        await using var client = await ComeAsync(door, startup);
        using var session = await gateway.NextAsync();
        await session.AskPasswordAsync();

        await stop.CancelAsync();

        await Task.WhenAll(served).WaitAsync(Some.Patience);
        await client.EndAsync();
        var port = door.Port!.Value;
        door.Dispose();
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task Two_doors_to_one_connection_have_a_socket_each_and_a_dead_ones_place_is_taken_over()
    {
        using var gateway = new FakeGateway();
        var (first, second) = (Open(gateway, port: null), Open(gateway, port: null));
        Assert.EndsWith("/shop", first.SocketFolder, StringComparison.Ordinal);
        Assert.EndsWith("/shop-2", second.SocketFolder, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(first.SocketFolder!));

        var left = Path.Combine(first.SocketFolder!, ".s.PGSQL.5432");
        first.Dispose();
        var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        opened.Add(dead);
        dead.Bind(new UnixDomainSocketEndPoint(left));
        Assert.EndsWith("/shop", Open(gateway, port: null).SocketFolder, StringComparison.Ordinal);

        await using var client = await ComeThroughAsync(left, startup);
        using var session = await gateway.NextAsync();
        Assert.Equal(startup, session.First);
    }

    [Fact]
    public void A_port_that_is_taken_is_a_failure_in_words()
    {
        using var gateway = new FakeGateway();

        Assert.Contains("--port", Assert.Throws<CallerFailure>(() => Open(gateway, port: gateway.Port)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_too_deep_for_a_socket_leaves_the_port()
    {
        using var gateway = new FakeGateway();
        var door = Open(gateway, root: Path.Combine(scratch.Folder.FullPath, new string('d', 120)));

        Assert.NotNull(door.Port);
        Assert.Null(door.SocketFolder);
        Assert.Contains("No socket", Assert.Single(remarks), StringComparison.Ordinal);
    }

    private async Task<(DoorClient Client, FakeSession Session)> RelayedAsync()
    {
        var gateway = new FakeGateway();
        opened.Add(gateway);
        var client = await ComeAsync(Open(gateway), startup);
        opened.Add(client.Socket);
        var session = await gateway.NextAsync();
        opened.Add(session);
        await session.AskPasswordAsync();
        return (client, session);
    }

    private LocalDoor Open(FakeGateway gateway, string? authority = null, int? port = 0, string? root = null)
    {
        var token = new DoorToken(_ => Task.FromResult(new IssuedToken($"t{Interlocked.Increment(ref issued)}", DateTimeOffset.UtcNow.AddHours(1))), remarks.Enqueue, TimeProvider.System);
        var session = new DoorSession(ct => GatewayLink.OpenAsync("127.0.0.1", gateway.Port, authority ?? gateway.AuthorityPem, ct), token, remarks.Enqueue);
        var door = LocalDoor.Open(new DoorPlace("shop", port, root ?? scratch.Folder.PathOf("doors")), session, remarks.Enqueue, TimeProvider.System);
        opened.AddRange([door, token]);
        served.Add(door.RunAsync(stop.Token));
        return door;
    }

    private static async Task<DoorClient> ComeAsync(LocalDoor door, byte[] first)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, door.Port!.Value);
        await socket.SendAsync(first);
        return new DoorClient(socket);
    }

    private static async Task<DoorClient> ComeThroughAsync(string path, byte[] first)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync(first);
        return new DoorClient(socket);
    }

    private sealed class DoorClient(Socket socket) : IAsyncDisposable
    {
        private readonly NetworkStream stream = new(socket);

        public Socket Socket => socket;

        public async Task SayAsync(string bytes) => await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));

        public async Task<string> ReadAsync(int count)
        {
            var bytes = new byte[count];
            await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Some.Patience);
            return Encoding.Latin1.GetString(bytes);
        }

        public async Task<string> ReadToEndAsync()
        {
            using var rest = new MemoryStream();
            await stream.CopyToAsync(rest).WaitAsync(Some.Patience);
            return Encoding.Latin1.GetString(rest.ToArray());
        }

        /// <summary>The end comes, be it a break or a goodbye.</summary>
        public async Task EndAsync()
        {
            try
            {
                await ReadToEndAsync();
            }
            catch (IOException)
            {
                // A break is an end too.
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stream.DisposeAsync();
            socket.Dispose();
        }
    }
}
