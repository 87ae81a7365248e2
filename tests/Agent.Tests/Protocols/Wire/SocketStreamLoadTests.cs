using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Wire;

/// <summary>Many sockets and much data. They measure threads of the process, so nothing else runs beside them.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SocketStreamLoadTests
{
    public const string Name = "sockets under load";

    private const int Large = 64 * 1024 * 1024;

    [Fact]
    public async Task Sixty_four_megabytes_pass_both_ways_at_once_through_TLS()
    {
        await using var pair = new SocketPair();
        var authority = new TestAuthority("Load");
        using var certificate = authority.Issue();
        await using var own = new SslStream(pair.Stream);
        await using var peer = new SslStream(new NetworkStream(pair.Peer));
        await Task.WhenAll(PumpThreads.RunAsync(async () => { await own.AuthenticateAsServerAsync(certificate); return 0; }), peer.AuthenticateAsClientAsync(authority.ClientOptions)).WaitAsync(Some.Patience);
        var sent = RandomNumberGenerator.GetBytes(Large);
        Task<byte[]>[] all =
        [
            PumpThreads.RunAsync(() => WriteAsync(own, sent)), PumpThreads.RunAsync(() => ReadAsync(own)), Task.Run(() => WriteAsync(peer, sent)), Task.Run(() => ReadAsync(peer)),
        ];
        await Task.WhenAll(all).WaitAsync(Some.Patience);
        Assert.All(all, t => Assert.True(t.Result.AsSpan().SequenceEqual(sent)));
    }

    [Fact]
    public async Task Two_thousand_idle_streams_hold_no_threads_and_wake_all_the_same()
    {
        var pairs = Enumerable.Range(0, 2000).Select(_ => new SocketPair()).ToList();
        var before = Threads();
        var reads = pairs.Select(p => PumpThreads.RunAsync(async () => await p.Stream.ReadAsync(new byte[1]))).ToList();
        await UntilAsync(() => Threads() - before < 40 && !PumpThreads.HasBacklog);
        Assert.DoesNotContain(reads, r => r.IsCompleted);
        foreach (var pair in pairs) pair.Peer.Send([1]);
        Assert.All(await Task.WhenAll(reads).WaitAsync(Some.Patience), n => Assert.Equal(1, n));
        foreach (var pair in pairs) await pair.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_starves_when_more_streams_are_busy_than_there_are_threads()
    {
        // Each always has something to read, and what it does with it takes a millisecond of its thread: without taking turns, the first 256 would keep their threads for minutes.
        const int Streams = 300;
        var pairs = Enumerable.Range(0, Streams).Select(_ => new SocketPair()).ToList();
        foreach (var pair in pairs)
        {
            pair.Peer.Blocking = false;
            pair.Peer.Send(new byte[256 * 1024]);
        }

        var moved = new int[Streams];
        using var stop = new CancellationTokenSource();
        var readers = pairs.Select((p, i) => PumpThreads.RunAsync(async () =>
        {
            var one = new byte[1];
            while (!stop.IsCancellationRequested)
            {
                moved[i] += await p.Stream.ReadAsync(one, CancellationToken.None);
                Thread.Sleep(1); // A reader that takes its time: that it holds a thread meanwhile is what is tried.
            }

            return 0;
        })).ToList();
        try
        {
            await UntilAsync(() => moved.All(m => m > 0));
            var seen = (int[])moved.Clone();
            await UntilAsync(() => moved.Zip(seen).All(p => p.First > p.Second));
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var pair in pairs) pair.Peer.Dispose();
            await Task.WhenAll(readers).WaitAsync(Some.Patience);
            foreach (var pair in pairs) await pair.DisposeAsync();
        }
    }

    private static int Threads()
    {
        using var self = Process.GetCurrentProcess();
        return self.Threads.Count;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            if (patience.Elapsed > Some.Patience / 2) throw new TimeoutException("It did not come to that.");
            await Task.Delay(20); // Thread counts raise no event: polled, with a deadline.
        }
    }

    private static async Task<byte[]> WriteAsync(Stream stream, byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at += 65536) await stream.WriteAsync(bytes.AsMemory(at, Math.Min(65536, bytes.Length - at)));
        return bytes;
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        var bytes = new byte[Large];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}
