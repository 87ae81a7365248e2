using System.Net;
using System.Net.Sockets;
using HoopLike.Agent.Callers.Door;
using Xunit;

namespace HoopLike.Agent.Tests.Callers.Door;

public sealed class DoorPeerTests
{
    private const string head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
    private static readonly IPEndPoint peer = IPEndPoint.Parse("127.0.0.1:40000");
    private static readonly IPEndPoint own = IPEndPoint.Parse("127.0.0.1:5432");

    // As the kernel of a little-endian machine writes them: 127.0.0.1:40000 is 0100007F:9C40, 127.0.0.1:5432 is 0100007F:1538.
    private const string client = "   0: 0100007F:9C40 0100007F:1538 01 00000000:00000000 00:00000000 00000000  1000        0 11 1 0000000000000000 20 4 30 10 -1";
    private const string server = "   1: 0100007F:1538 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1001        0 12 1 0000000000000000 20 4 30 10 -1";
    private const string listener = "   2: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1001        0 13 1 0000000000000000 100 0 0 10 0";

    [Fact]
    public void The_clients_end_tells_its_owner_not_ours() => Assert.Equal(1000u, DoorPeer.Find([head, listener, server, client], peer, own));

    [Fact]
    public void A_client_on_an_IPv6_socket_is_found_in_its_own_table()
    {
        const string mapped = "   0: 0000000000000000FFFF00000100007F:9C40 0000000000000000FFFF00000100007F:1538 01 00000000:00000000 00:00000000 00000000  1002        0 11 1 0000000000000000 20 4 30 10 -1";

        Assert.Equal(1002u, DoorPeer.Find([head, mapped], peer, own));
    }

    [Theory]
    [InlineData("another port", "   0: 0100007F:9C41 0100007F:1538 01 0:0 0:0 0  1000        0 11 1")]
    [InlineData("another server", "   0: 0100007F:9C40 0100007F:1539 01 0:0 0:0 0  1000        0 11 1")]
    [InlineData("another address", "   0: 0200007F:9C40 0100007F:1538 01 0:0 0:0 0  1000        0 11 1")]
    [InlineData("a socket that its process has left", "   0: 0100007F:9C40 0100007F:1538 05 0:0 0:0 0     0        0 0 1")]
    [InlineData("a connection that is remembered only", "   0: 0100007F:9C40 0100007F:1538 06 0:0 3:0 0     0        0 0 3")]
    [InlineData("half a line", "   0: 0100007F:9C40 0100007F:1538 01")]
    [InlineData("nonsense", "what is this supposed to be, a line of nine words?")]
    public void What_is_not_surely_the_client_tells_nothing(string what, string line)
    {
        var found = DoorPeer.Find([head, line], peer, own);

        Assert.True(found is null, what);
    }

    [Fact]
    public async Task The_kernel_tells_who_is_at_the_other_end()
    {
        using var listening = new TcpListener(IPAddress.Loopback, 0);
        listening.Start();
        using var plain = new TcpClient(AddressFamily.InterNetwork);
        await plain.ConnectAsync((IPEndPoint)listening.LocalEndpoint);
        using var first = await listening.AcceptSocketAsync();
        Assert.Equal(DoorPeer.Own(), DoorPeer.Of(first));

        using var dual = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        await dual.ConnectAsync(IPAddress.Loopback.MapToIPv6(), ((IPEndPoint)listening.LocalEndpoint).Port);
        using var second = await listening.AcceptSocketAsync();
        Assert.Equal(DoorPeer.Own(), DoorPeer.Of(second));
    }

    [Fact]
    public async Task A_client_that_is_gone_already_is_nobody()
    {
        using var listening = new TcpListener(IPAddress.Loopback, 0);
        listening.Start();
        using (var gone = new TcpClient(AddressFamily.InterNetwork)) await gone.ConnectAsync((IPEndPoint)listening.LocalEndpoint);
        using var accepted = await listening.AcceptSocketAsync();

        Assert.Null(DoorPeer.Of(accepted));
    }
}
