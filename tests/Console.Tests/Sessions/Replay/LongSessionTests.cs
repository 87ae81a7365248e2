using System.Diagnostics;
using System.Security.Cryptography;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Console.Tests.Sessions.Replay;

/// <summary>A session of a million events (a hundred thousand in the usual run) opens and seeks as one of a thousand does, and takes as much memory.</summary>
public sealed class LongSessionTests(ITestOutputHelper output) : IAsyncLifetime
{
    static readonly int events = Environment.GetEnvironmentVariable("HOOPLIKE_FULL_TESTS") == "1" ? 1_000_000 : 100_000;

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    RunningConsole console = null!;

    public async Task InitializeAsync() => console = await RunningConsole.StartAsync();

    public async Task DisposeAsync()
    {
        await console.DisposeAsync();
        key.Dispose();
    }

    [Fact]
    public async Task Opening_and_seeking_cost_the_same_however_long_a_session_is()
    {
        var watch = Stopwatch.StartNew();
        var (small, large) = (await StoreAsync(1000), await StoreAsync(events));
        output.WriteLine($"stored {events:n0} events in {watch.Elapsed.TotalSeconds:0.0} s");
        watch.Restart();
        var marks = await large.MarksAsync();
        output.WriteLine($"marks of {events:n0} events read in {watch.Elapsed.TotalSeconds:0.00} s");
        Assert.Equal(events / 2, marks.Count(MarkKind.Operation));
        foreach (var session in new[] { small, large }) await MeasureAsync(session, 5);

        var (few, many) = (await MeasureAsync(small, 40), await MeasureAsync(large, 40));

        output.WriteLine($"1,000 events:      {few}");
        output.WriteLine($"{events,9:n0} events: {many}");
        Assert.True(many.Open < Math.Max(few.Open, 2) * 8, $"Opening took {many.Open:0.0} ms, and {few.Open:0.0} ms in a short session.");
        Assert.True(many.Seek < Math.Max(few.Seek, 2) * 8, $"Seeking took {many.Seek:0.0} ms, and {few.Seek:0.0} ms in a short session.");
        Assert.True(many.Kilobytes < few.Kilobytes * 4, $"Seeking allocated {many.Kilobytes:n0} KiB, and {few.Kilobytes:n0} KiB in a short session.");
        Assert.InRange(many.Lines, 1, 200);
    }

    /// <summary>Operations and their results, two milliseconds from each other.</summary>
    async Task<StoredSession> StoreAsync(int size)
    {
        const int Chunk = 5000;
        var recording = new SomeRecording(key);
        var stored = new StoredSession(console, recording, key);
        for (var op = 1; op <= size / 2; op++)
        {
            recording.Wait(TimeSpan.FromMilliseconds(2)).Operation(op, $"select * from orders where id = {op}", op % 1000 == 0 ? "deny" : "allow");
            if (op % Chunk == 0) await stored.AppendAsync();
        }

        recording.Close();
        await stored.AppendAsync();
        return stored;
    }

    static async Task<Cost> MeasureAsync(StoredSession session, int rounds)
    {
        var random = new Random(3);
        var (opens, seeks) = (new List<double>(), new List<double>());
        var lines = 0;
        var allocated = GC.GetTotalAllocatedBytes();
        for (var round = 0; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            var replay = await session.ReplayAsync();
            await replay.OpenAsync(null, CancellationToken.None);
            opens.Add(watch.Elapsed.TotalMilliseconds);
            watch.Restart();
            var at = replay.Session.StartedAt + ((replay.Session.EndedAt!.Value - replay.Session.StartedAt) * random.NextDouble());
            await replay.ToTimeAsync(at, CancellationToken.None);
            seeks.Add(watch.Elapsed.TotalMilliseconds);
            Assert.True(replay.Current!.At <= at && (replay.Next is null || replay.Next.At > at));
            Assert.Single(replay.Detail!.Results);
            lines = Math.Max(lines, replay.Window.Lines.Count);
        }

        return new Cost(opens.Order().ElementAt(rounds / 2), seeks.Order().ElementAt(rounds / 2), (GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / rounds, lines);
    }

    /// <param name="Open">Milliseconds, as <paramref name="Seek"/>: the middle one of many.</param>
    /// <param name="Kilobytes">Allocated for one opening and one seek.</param>
    sealed record Cost(double Open, double Seek, double Kilobytes, int Lines);
}
