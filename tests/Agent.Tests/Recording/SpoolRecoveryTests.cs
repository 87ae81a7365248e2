using HoopLike.Agent.Recording;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Recording;

public sealed class SpoolRecoveryTests : IAsyncDisposable
{
    readonly SpoolUnderTest spool = new();

    public ValueTask DisposeAsync() => spool.DisposeAsync();

    [Fact]
    public async Task A_file_that_a_kill_left_at_any_byte_becomes_a_proven_one_with_all_its_whole_records()
    {
        var file = await spool.WholeFileAsync();
        var path = spool.FileOf(spool.Session.Id);
        for (var length = 0; length < file.Length; length++)
        {
            var whole = Records(file[..length]);
            await File.WriteAllBytesAsync(path, file[..length]);
            var report = await spool.RestartAsync();

            Assert.Empty(report.Damaged);
            if (whole == 0)
            {
                Assert.Equal(1, report.Removed);
                Assert.False(File.Exists(path));
                continue;
            }
            Assert.Equal(1, report.Recovered);
            var proof = spool.Verify();
            Assert.True(proof.IsProven, $"cut at {length}: {proof.Fault?.What}");
            Assert.True(proof.Records >= whole);
            var ends = Ends(file, whole);
            Assert.Equal(file[..ends], (await File.ReadAllBytesAsync(path))[..ends]);
            Assert.Equal(new FileInfo(path).Length, spool.Directory.Bytes);
        }
    }

    [Fact]
    public async Task A_whole_file_is_left_as_it_is()
    {
        var file = await spool.WholeFileAsync();
        var report = await spool.RestartAsync();

        Assert.Equal((1, 0, 0), (report.Whole, report.Recovered, report.Removed));
        Assert.Equal(file, await File.ReadAllBytesAsync(spool.FileOf(spool.Session.Id)));
        Assert.Equal((1, (long)file.Length), (spool.Directory.Files, spool.Directory.Bytes));
    }

    [Fact]
    public async Task A_file_that_is_changed_in_the_middle_is_set_aside_as_it_is()
    {
        var file = await spool.WholeFileAsync();
        var path = spool.FileOf(spool.Session.Id);
        var beforeLast = Ends(file, Records(file) - 1);
        for (var i = 0; i < beforeLast; i += 7)
        {
            var changed = (byte[])file.Clone();
            changed[i] ^= 0x10;
            await File.WriteAllBytesAsync(path, changed);
            var report = await spool.RestartAsync();

            Assert.True(report.Damaged.Length == 1, $"byte {i}");
            Assert.Equal(changed, await File.ReadAllBytesAsync(report.Damaged[0]));
            Assert.Equal(0, spool.Directory.Files);
            File.Delete(report.Damaged[0]);
        }
    }

    [Fact]
    public async Task Zeros_that_a_power_cut_left_are_cut()
    {
        var file = await spool.WholeFileAsync();
        var path = spool.FileOf(spool.Session.Id);
        await File.WriteAllBytesAsync(path, [.. file[..Ends(file, 3)], .. new byte[200_000]]);
        var report = await spool.RestartAsync();

        Assert.Equal(1, report.Recovered);
        Assert.True(spool.Verify().IsProven);
    }

    [Fact]
    public async Task A_session_that_was_only_opened_is_kept_and_says_how_it_ended()
    {
        spool.Record();
        var report = await spool.RestartAsync();

        Assert.Equal(1, report.Recovered);
        Assert.Equal(RecordingFormat.RecoveredReason, spool.Verify().EndReason);
    }

    static int Records(byte[] file)
    {
        if (file.Length < RecordingFormat.Magic.Length) return 0;
        var cursor = new RecordCursor(file.AsSpan(RecordingFormat.Magic.Length));
        var count = 0;
        while (cursor.TryNext(out _)) count++;
        return count;
    }

    static int Ends(byte[] file, int records)
    {
        var cursor = new RecordCursor(file.AsSpan(RecordingFormat.Magic.Length));
        for (var i = 0; i < records; i++) Assert.True(cursor.TryNext(out _));
        return RecordingFormat.Magic.Length + cursor.Position;
    }
}
