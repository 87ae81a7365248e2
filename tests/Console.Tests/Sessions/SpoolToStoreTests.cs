using System.Diagnostics;
using HoopLike.Agent.Link;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

public sealed class SpoolToStoreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Everything_arrives_exactly_once_and_in_order_however_often_the_link_breaks(int seed)
    {
        using var some = new StoreUnderTest();
        using var key = AgentKey.Create();
        var path = Path.Combine(Path.GetTempPath(), "hooplike-test-" + Guid.NewGuid().ToString("n"));
        await using (var spool = new SpoolDirectory(path, key, new SpoolOptions { UploadDelay = TimeSpan.FromMilliseconds(1) }, TimeProvider.System, NullLogger<SpoolDirectory>.Instance))
        {
            var link = new FlakyLink(some.Store, seed, sessions: 5);
            using var uploader = new RecordingUploader(spool, link, NullLogger<RecordingUploader>.Instance);
            using var stop = new CancellationTokenSource();
            var running = uploader.RunAsync(stop.Token);
            var sessions = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToArray();
            await Task.WhenAll(sessions.Select((id, i) => Task.Run(() => RecordAsync(spool, id, seed * 100 + i))));
            link.Calm();
            await link.AllWhole.WaitAsync(TimeSpan.FromSeconds(60));
            await EmptyAsync(spool);

            Assert.True(link.Breaks > 0);
            foreach (var (session, i) in sessions.Select((id, i) => (id, i)))
            {
                await using var file = some.Store.OpenRead(session);
                var proof = RecordingVerifier.Verify(file, key.KeyId);
                Assert.True(proof.IsProven, proof.Fault?.What);
                Assert.Equal(Operations(seed * 100 + i), proof.Operations);
            }
            Assert.Equal((0, 0L), (spool.Files, spool.Bytes));
            await stop.CancelAsync();
            await running;
        }
        Directory.Delete(path, recursive: true);
    }

    static int Operations(int seed) => 50 + seed % 7 * 20;

    static async Task RecordAsync(SpoolDirectory spool, Guid session, int seed)
    {
        var random = new Random(seed);
        var config = new RecordingConfig(seed % 3 == 0 ? RecordingDurability.Replicated : RecordingDurability.Spooled);
        var info = new SessionInfo(session, new CallerIdentity("bot", CallerKind.Machine, [], "service account key"), "shop", "postgres", "127.0.0.1:5", StoreUnderTest.Agent, DateTimeOffset.UnixEpoch);
        await using var recorder = spool.Open(info, config);
        for (var op = 1; op <= Operations(seed); op++)
        {
            recorder.Operation(op, new string('x', random.Next(3) == 0 ? random.Next(60_000) : random.Next(100)), null, [], [], "allow", null, []);
            await recorder.CommitAsync(CancellationToken.None);
            if (random.Next(5) == 0) await Task.Yield();
        }
        recorder.Close("done");
    }

    // From the store's answer to the deletion it is only a step.
    static async Task EmptyAsync(SpoolDirectory spool)
    {
        var patience = Stopwatch.StartNew();
        while (spool.Files > 0)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), $"{spool.Files} recordings are still in the spool");
            await Task.Yield();
        }
    }
}
