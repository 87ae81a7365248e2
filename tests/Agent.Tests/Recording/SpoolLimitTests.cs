using HoopLike.Agent.Recording;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Recording;

public sealed class SpoolLimitTests
{
    [Fact]
    public async Task A_full_spool_loses_the_recording_and_says_so_at_its_end()
    {
        await using var spool = new SpoolUnderTest(new SpoolOptions { LimitBytes = 20_000 });
        var recorder = spool.Record();
        var lost = await Assert.ThrowsAsync<RecordingLostException>(async () =>
        {
            for (var op = 1; ; op++)
            {
                recorder.Operation(op, new string('x', 1000), null, [], [], "allow", null, []);
                await recorder.CommitAsync(CancellationToken.None);
            }
        });

        Assert.Contains("spool is full", lost.Message, StringComparison.Ordinal);
        Assert.Throws<RecordingLostException>(() => recorder.Operation(1, "select 1", null, [], [], "allow", null, []));
        Assert.Throws<RecordingLostException>(() => recorder.Notice(1, "NOTICE", "00000", "x"));
        await Assert.ThrowsAsync<RecordingLostException>(async () => await recorder.CommitAsync(CancellationToken.None));
        recorder.Close("client left");
        var proof = spool.Verify();
        Assert.True(proof.IsProven, proof.Fault?.What);
        Assert.StartsWith("recording lost: ", proof.EndReason, StringComparison.Ordinal);
        Assert.True(spool.Directory.Bytes is > 15_000 and < 25_000);
    }

    [Fact]
    public async Task A_full_spool_lets_nobody_begin()
    {
        await using var spool = new SpoolUnderTest(new SpoolOptions { LimitBytes = 100 });

        Assert.Throws<RecordingLostException>(() => spool.Record());
        Assert.Equal((0, 0L), (spool.Directory.Files, spool.Directory.Bytes));
        Assert.False(File.Exists(spool.FileOf(spool.Session.Id)));
    }

    [Fact]
    public async Task A_full_disk_lets_nobody_begin()
    {
        await using var spool = new SpoolUnderTest(new SpoolOptions { MinimumFreeBytes = long.MaxValue });

        Assert.Contains("disk", Assert.Throws<RecordingLostException>(() => spool.Record()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_id_that_is_already_recorded_cannot_be_recorded_again()
    {
        await using var spool = new SpoolUnderTest();
        var before = await spool.WholeFileAsync();

        Assert.Throws<RecordingLostException>(() => spool.Record());
        Assert.Equal(before, await File.ReadAllBytesAsync(spool.FileOf(spool.Session.Id)));
    }

    [Fact]
    public async Task Two_agents_cannot_share_a_spool()
    {
        await using var spool = new SpoolUnderTest();

        var refused = Assert.Throws<IOException>(() => new SpoolDirectory(spool.Path, spool.Key, new SpoolOptions(), spool.Time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<SpoolDirectory>.Instance));
        Assert.Contains("another agent", refused.Message, StringComparison.Ordinal);
    }
}
