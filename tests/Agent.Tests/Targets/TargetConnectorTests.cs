using System.Net;
using System.Net.Sockets;
using HoopLike.Agent.Gates;
using Xunit;

namespace HoopLike.Agent.Tests.Targets;

public sealed class TargetConnectorTests
{
    [Fact]
    public async Task The_socket_that_comes_back_is_blocking_and_without_delay()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var link = await Dialling.ConnectAsync(Dialling.Connection(((IPEndPoint)listener.LocalEndpoint).Port));
        using var accepted = await listener.AcceptSocketAsync();
        Assert.True(link.Socket.Blocking);
        Assert.True(link.Socket.NoDelay);
        var flags = File.ReadLines($"/proc/self/fdinfo/{link.Socket.SafeHandle.DangerousGetHandle()}").Single(l => l.StartsWith("flags:", StringComparison.Ordinal));
        Assert.Equal(0, Convert.ToInt32(flags[6..].Trim(), 8) & 0x800);
    }

    [Fact]
    public async Task All_addresses_of_a_name_are_tried()
    {
        // localhost is ::1 first where IPv6 is there; only 127.0.0.1 listens.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var link = await Dialling.ConnectAsync(Dialling.Connection(((IPEndPoint)listener.LocalEndpoint).Port, host: "localhost"));
        Assert.True(link.Socket.Connected);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("no-such-host.invalid")]
    public async Task A_target_out_of_reach_is_told_without_its_address(string host)
    {
        var refused = await Assert.ThrowsAsync<AccessRefused>(() => Dialling.ConnectAsync(Dialling.Connection(1, host: host)));
        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        Assert.DoesNotContain(host, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_does_not_answer_is_given_up_after_ten_seconds()
    {
        using var full = new FullListener();
        var time = new ManualTime();
        var connecting = Dialling.Connector(time).ConnectAsync(Dialling.Grant(Dialling.Connection(full.Port)), CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(connecting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        var refused = await Assert.ThrowsAsync<AccessRefused>(() => connecting.WaitAsync(Some.Patience));
        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
    }

    [Fact]
    public async Task A_caller_that_is_gone_ends_the_dialling()
    {
        using var full = new FullListener();
        using var gone = new CancellationTokenSource();
        var connecting = Dialling.Connector().ConnectAsync(Dialling.Grant(Dialling.Connection(full.Port)), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(Some.Patience));
    }

    /// <summary>A listener whose queue is full, so that further connects get no answer at all.</summary>
    private sealed class FullListener : IDisposable
    {
        private readonly List<Socket> sockets = [];

        public FullListener()
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(0);
            sockets.Add(listener);
            Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            for (var i = 0; i < 4; i++)
            {
                var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                sockets.Add(filler);
                try
                {
                    filler.Connect(IPAddress.Loopback, Port);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
                {
                }
            }
        }

        public int Port { get; }

        public void Dispose() => sockets.ForEach(s => s.Dispose());
    }
}
