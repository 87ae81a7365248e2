using HoopLike.Agent.Recording;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Recording;

public sealed class SpoolFlusherTests
{
    [Fact]
    public async Task Those_who_ask_while_a_flush_runs_share_the_next_one_and_all_wake()
    {
        await using var spool = new SpoolUnderTest();
        var file = new RecordingSpool(spool.Directory, Guid.NewGuid(), spool.FileOf(Guid.NewGuid()));
        using var mayEnd = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        var flushes = 0;
        var flusher = new SpoolFlusher(_ =>
        {
            Interlocked.Increment(ref flushes);
            begun.Release();
            mayEnd.Wait();
        });
        var first = flusher.FlushAsync(file, CancellationToken.None);
        Assert.True(await begun.WaitAsync(Some.Patience));
        var others = Enumerable.Range(0, 100).Select(_ => flusher.FlushAsync(file, CancellationToken.None)).ToArray();
        Assert.DoesNotContain(others, t => t.IsCompleted);
        mayEnd.Set();

        await first.WaitAsync(Some.Patience);
        await Task.WhenAll(others).WaitAsync(Some.Patience);
        Assert.Equal(2, flushes);
        file.Release();
    }

    [Fact]
    public async Task A_disk_that_refuses_ends_only_the_sessions_that_it_refuses()
    {
        await using var spool = new SpoolUnderTest();
        var (good, bad) = (new RecordingSpool(spool.Directory, Guid.NewGuid(), spool.FileOf(Guid.NewGuid())), new RecordingSpool(spool.Directory, Guid.NewGuid(), spool.FileOf(Guid.NewGuid())));
        using var mayEnd = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        var flusher = new SpoolFlusher(file =>
        {
            begun.Release();
            mayEnd.Wait();
            if (file == bad) throw new IOException("no");
        });
        var first = flusher.FlushAsync(good, CancellationToken.None);
        Assert.True(await begun.WaitAsync(Some.Patience));
        var (well, badly) = (flusher.FlushAsync(good, CancellationToken.None), flusher.FlushAsync(bad, CancellationToken.None));
        mayEnd.Set();

        await first.WaitAsync(Some.Patience);
        await well.WaitAsync(Some.Patience);
        await Assert.ThrowsAsync<RecordingLostException>(() => badly.WaitAsync(Some.Patience));
        good.Release();
        bad.Release();
    }

    [Fact]
    public async Task A_synced_session_is_on_disk_when_its_commit_completes()
    {
        await using var spool = new SpoolUnderTest();
        var recorder = spool.Record(new RecordingConfig(RecordingDurability.Synced));
        for (var op = 1; op <= 20; op++)
        {
            recorder.Notice(op, "NOTICE", "00000", "x");
            await recorder.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Some.Patience);
        }

        Assert.Equal(21, spool.Events().Count);
    }
}
