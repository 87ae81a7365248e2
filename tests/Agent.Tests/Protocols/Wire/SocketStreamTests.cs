using System.Net.Sockets;
using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Wire;

public sealed class SocketStreamTests
{
    /// <summary>Long enough for a read to have given its thread back and to wait in the kernel's hands.</summary>
    private static readonly TimeSpan idle = SocketStream.BusyWait * 5;

    [Fact]
    public async Task A_busy_read_completes_at_once_on_its_pump_thread()
    {
        await using var pair = new SocketPair();
        pair.Peer.Send([1, 2, 3]);
        var (count, isSame) = await SocketPair.OnPump(async () =>
        {
            var thread = Environment.CurrentManagedThreadId;
            var read = pair.Stream.ReadAsync(new byte[10]);
            return (await read, read.IsCompleted && thread == Environment.CurrentManagedThreadId);
        });
        Assert.Equal((3, true), (count, isSame));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_that_went_idle_is_woken_on_a_pump_thread(bool beginsOnPump)
    {
        await using var pair = new SocketPair();
        Func<Task<bool>> read = async () =>
        {
            await pair.Stream.ReadExactlyAsync(new byte[3]);
            return PumpThreads.IsCurrent;
        };
        var task = beginsOnPump ? PumpThreads.RunAsync(read) : Task.Run(read);
        for (byte i = 0; i < 3; i++)
        {
            await Task.Delay(idle); // The passing of time is what is tried: the socket must have become idle.
            pair.Peer.Send([i]);
        }

        Assert.True(await task.WaitAsync(Some.Patience));
    }

    [Fact]
    public async Task A_read_of_nothing_completes_when_there_is_something_to_read()
    {
        await using var pair = new SocketPair();
        var read = SocketPair.OnPump(async () => await pair.Stream.ReadAsync(Memory<byte>.Empty));
        await Task.Delay(idle); // The passing of time is what is tried: the socket must have become idle.
        Assert.False(read.IsCompleted);
        pair.Peer.Send([1]);
        Assert.Equal(0, await read);
        Assert.True(pair.Stream.HasUnread);
    }

    [Fact]
    public async Task The_peers_close_ends_reading()
    {
        await using var pair = new SocketPair();
        var read = SocketPair.OnPump(async () => await pair.Stream.ReadAsync(new byte[1]));
        await Task.Delay(idle); // The passing of time is what is tried: the socket must have become idle.
        pair.Peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await read);
    }

    [Fact]
    public async Task A_reset_breaks_reading_and_writing_as_any_stream_says_it()
    {
        await using var pair = new SocketPair();
        pair.Peer.LingerState = new LingerOption(true, 0);
        pair.Peer.Close();
        await Assert.ThrowsAsync<IOException>(() => SocketPair.OnPump(async () => await pair.Stream.ReadAsync(new byte[1])));
        await Assert.ThrowsAsync<IOException>(() => SocketPair.OnPump(async () =>
        {
            for (var i = 0; i < 10; i++) await pair.Stream.WriteAsync(new byte[1]);
            return 0;
        }));
    }

    [Fact]
    public async Task The_peers_leaving_is_noticed_while_its_last_bytes_are_unread()
    {
        await using var pair = new SocketPair();
        pair.Peer.Send([1, 2, 3]);
        var gone = pair.Stream.PeerGoneAsync(CancellationToken.None).AsTask();
        await Task.Delay(idle); // The passing of time is what is tried: the socket must have become idle.
        Assert.False(gone.IsCompleted);
        pair.Peer.Dispose();
        await gone.WaitAsync(Some.Patience);
        Assert.Equal(3, await SocketPair.OnPump(async () => await pair.Stream.ReadAsync(new byte[10])));
    }

    [Fact]
    public async Task Waiting_for_the_peers_leaving_can_be_given_up_and_begun_again()
    {
        await using var pair = new SocketPair();
        for (var i = 0; i < 100; i++)
        {
            using var stop = new CancellationTokenSource();
            var gone = pair.Stream.PeerGoneAsync(stop.Token).AsTask();
            await stop.CancelAsync();
            await gone.WaitAsync(Some.Patience);
        }

        var last = pair.Stream.PeerGoneAsync(CancellationToken.None).AsTask();
        pair.Peer.Dispose();
        await last.WaitAsync(Some.Patience);
    }

    [Fact]
    public async Task Reading_can_be_cancelled_and_goes_on_where_it_was()
    {
        await using var pair = new SocketPair();
        using var stop = new CancellationTokenSource();
        var read = SocketPair.OnPump(async () => await pair.Stream.ReadAsync(new byte[1], stop.Token));
        await Task.Delay(idle); // The passing of time is what is tried: the socket must have become idle.
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        pair.Peer.Send([7]);
        var buffer = new byte[1];
        Assert.Equal(1, await SocketPair.OnPump(async () => await pair.Stream.ReadAsync(buffer)));
        Assert.Equal(7, buffer[0]);
    }

    [Fact]
    public async Task A_write_that_nobody_reads_gives_its_thread_back_and_can_be_cancelled()
    {
        await using var pair = new SocketPair();
        using var stop = new CancellationTokenSource();
        var write = SocketPair.OnPump(async () =>
        {
            await pair.Stream.WriteAsync(new byte[64 * 1024 * 1024], stop.Token);
            return 0;
        });
        await Task.Delay(idle); // The passing of time is what is tried: the socket must have become idle.
        Assert.False(write.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Abort_wakes_who_reads_and_who_writes(bool reads)
    {
        await using var pair = new SocketPair();
        var work = SocketPair.OnPump(async () =>
        {
            if (reads) return await pair.Stream.ReadAsync(new byte[1]);
            await pair.Stream.WriteAsync(new byte[64 * 1024 * 1024]);
            return -1;
        });
        await Task.Delay(idle); // The passing of time is what is tried: the socket must have become idle.
        var abort = new Thread(pair.Stream.Abort);
        abort.Start();
        if (reads) Assert.Equal(0, await work);
        else await Assert.ThrowsAsync<IOException>(() => work);
        abort.Join();
        pair.Stream.Abort();
    }

    [Fact]
    public async Task Once_disposed_it_wakes_who_waits_and_refuses_more()
    {
        await using var pair = new SocketPair();
        var gone = pair.Stream.PeerGoneAsync(CancellationToken.None).AsTask();
        await pair.Stream.DisposeAsync();
        await gone.WaitAsync(Some.Patience);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => SocketPair.OnPump(async () => await pair.Stream.ReadAsync(new byte[1])));
        await pair.Stream.DisposeAsync();
    }

    [Fact]
    public async Task A_descriptor_that_was_closed_underneath_harms_nobody_who_gets_its_number()
    {
        var hits = 0;
        for (var i = 0; i < 200 && hits < 5; i++)
        {
            await using var broken = new SocketPair();
            _ = broken.Stream.PeerGoneAsync(CancellationToken.None).AsTask();
            var number = broken.Own.Handle;
            await using var next = new SocketPair(broken.Own.Dispose);
            if (next.Own.Handle != number) continue;
            hits++;
            var read = SocketPair.OnPump(async () => await next.Stream.ReadAsync(new byte[1]));
            await Task.Delay(SocketStream.BusyWait * 3); // The passing of time is what is tried: the socket must have become idle.
            Assert.False(read.IsCompleted);
            next.Peer.Send([1]);
            Assert.Equal(1, await read);
        }

        Assert.True(hits > 0, "no descriptor's number came again");
    }
}
