using HoopLike.Console.Sessions;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

public sealed class DirectoryRecordingStoreTests : IDisposable
{
    readonly StoreUnderTest some = new();

    public void Dispose() => some.Dispose();

    [Fact]
    public async Task What_is_appended_in_pieces_is_one_proven_file()
    {
        var records = some.Records();
        for (var at = 0; at < records.Count; at += 3)
        {
            var outcome = await some.AppendAsync(records, at, 3);
            Assert.Equal(Math.Min(at + 2, records.Count - 1), outcome.LastSequence);
            Assert.Equal(at + 3 >= records.Count, outcome.IsWhole);
            Assert.Equal(Enumerable.Range(at, Math.Min(3, records.Count - at)).Select(i => (long)i), outcome.Added.Select(e => e.Sequence));
        }

        using var file = some.Store.OpenRead(some.Session);
        Assert.True(RecordingVerifier.Verify(file).IsProven);
        Assert.Equal(StoreUnderTest.FileOf(records), await File.ReadAllBytesAsync(some.File));
        Assert.Equal(records.Count, (await some.ReadAsync(-1)).Count);
        Assert.Equal([5L, 6L, 7L], (await some.ReadAsync(4)).Select(e => e.Sequence));
        Assert.Equal("done", (await some.ReadAsync(5))[0].Read<ClosedEvent>().Reason);
    }

    [Fact]
    public async Task Records_that_come_again_are_skipped()
    {
        var records = some.Records();
        await some.AppendAsync(records, 0, 5);
        var outcome = await some.AppendAsync(records, 2, 6);
        Assert.Equal([5L, 6L, 7L], outcome.Added.Select(e => e.Sequence));
        Assert.Equal("{\"op\":5,\"text\":\"select 1\"}"u8, outcome.Added[0].Payload.Span);
        outcome = await some.AppendAsync(records, 0, 8);

        Assert.Empty(outcome.Added);
        Assert.True(outcome.IsWhole);
        Assert.Equal(StoreUnderTest.FileOf(records), await File.ReadAllBytesAsync(some.File));
    }

    [Fact]
    public async Task Gaps_changes_and_pieces_of_records_are_refused_and_nothing_is_stored()
    {
        var records = some.Records();
        await some.AppendAsync(records, 0, 3);
        await RefusedAsync(some.AppendAsync(records, 4, 1), "record 3 is the next");
        var changed = records.Select(r => (byte[])r.Clone()).ToList();
        changed[4][30] ^= 1;
        await RefusedAsync(some.AppendAsync(changed, 3, 3), "record 4 does not follow");
        await RefusedAsync(some.Store.AppendAsync(StoreUnderTest.Agent, some.Session, 3, records[3].AsMemory(..^1), CancellationToken.None), "no whole records");
        await RefusedAsync(some.Store.AppendAsync(StoreUnderTest.Agent, some.Session, 3, records[4], CancellationToken.None), "record 4 stands in the place of record 3");
        await RefusedAsync(some.Store.AppendAsync(StoreUnderTest.Agent, some.Session, -1, records[0], CancellationToken.None), "record -1 was sent");

        Assert.Equal(2, await some.LastAsync());
        Assert.Equal(StoreUnderTest.FileOf(records.Take(3)), await File.ReadAllBytesAsync(some.File));
        await some.AppendAsync(records, 3, 5);
        await RefusedAsync(some.Store.AppendAsync(StoreUnderTest.Agent, some.Session, 8, records[7], CancellationToken.None), "stands in the place");
    }

    [Fact]
    public async Task No_agent_can_write_to_anothers_session_nor_over_an_older_one()
    {
        var records = some.Records();
        await RefusedAsync(some.AppendAsync(records, 0, 3, "mallory"), "belongs to another agent");
        Assert.False(File.Exists(some.File));
        await some.AppendAsync(records, 0, 3);
        await RefusedAsync(some.AppendAsync(records, 3, 2, "mallory"), "belongs to another agent");
        some.Restart();
        await RefusedAsync(some.AppendAsync(records, 3, 2, "mallory"), "belongs to another agent");
        using var other = new StoreUnderTest();
        await RefusedAsync(some.Store.AppendAsync(StoreUnderTest.Agent, some.Session, 0, other.Records(session: some.Session).Take(4).SelectMany(r => r).Concat(new byte[1]).ToArray(), CancellationToken.None),
            "");
        await RefusedAsync(some.Store.AppendAsync(StoreUnderTest.Agent, some.Session, 0, other.Records(3, Guid.NewGuid()).SelectMany(r => r).ToArray(), CancellationToken.None), "");

        Assert.Equal(StoreUnderTest.FileOf(records.Take(3)), await File.ReadAllBytesAsync(some.File));
    }

    [Fact]
    public async Task A_kill_at_any_byte_of_an_append_loses_no_whole_record_and_the_next_append_goes_on()
    {
        var records = some.Records();
        var file = StoreUnderTest.FileOf(records);
        for (var length = 0; length < file.Length; length++)
        {
            some.Restart();
            Directory.CreateDirectory(Path.GetDirectoryName(some.File)!);
            await File.WriteAllBytesAsync(some.File, file[..length]);
            var last = (int)await some.LastAsync();
            Assert.Equal(Whole(file[..length]) - 1, last);
            Assert.Equal(last + 1, (await some.ReadAsync(-1)).Count);
            if (last + 1 < records.Count) await some.AppendAsync(records, last + 1, records.Count);

            Assert.Equal(file, await File.ReadAllBytesAsync(some.File));
        }
    }

    [Fact]
    public async Task A_file_that_is_damaged_is_neither_cut_nor_added_to()
    {
        var records = some.Records();
        await some.AppendAsync(records, 0, 5);
        some.Restart();
        var bytes = await File.ReadAllBytesAsync(some.File);
        bytes[^(records[4].Length + 40)] ^= 1;
        await File.WriteAllBytesAsync(some.File, bytes);

        await RefusedAsync(some.AppendAsync(records, 5, 1), "damaged");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(some.File));
    }

    [Fact]
    public async Task An_unknown_session_has_no_records()
    {
        Assert.Equal(-1, await some.LastAsync());
        Assert.Empty(await some.ReadAsync(-1));
        Assert.Throws<FileNotFoundException>(() => some.Store.OpenRead(some.Session));
        await some.Store.DeleteAsync(some.Session, CancellationToken.None);
    }

    [Fact]
    public async Task A_deleted_recording_is_gone()
    {
        await some.AppendAsync(some.Records(1500), 0, 1200);
        await some.Store.DeleteAsync(some.Session, CancellationToken.None);

        Assert.Equal(-1, await some.LastAsync());
        Assert.False(File.Exists(some.File));
        Assert.False(File.Exists(some.Index));
    }

    static async Task RefusedAsync(Task append, string why)
    {
        var refused = await Assert.ThrowsAsync<RecordingRefusedException>(() => append);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    static int Whole(byte[] file)
    {
        if (file.Length < RecordingFormat.Magic.Length) return 0;
        var cursor = new RecordCursor(file.AsSpan(RecordingFormat.Magic.Length));
        var whole = 0;
        while (cursor.TryNext(out _)) whole++;
        return whole;
    }
}
