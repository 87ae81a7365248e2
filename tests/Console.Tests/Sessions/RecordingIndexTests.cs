using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

public sealed class RecordingIndexTests : IDisposable
{
    readonly StoreUnderTest some = new();
    readonly List<byte[]> records;

    public RecordingIndexTests() => records = some.Records(12_345);

    public void Dispose() => some.Dispose();

    [Fact]
    public async Task Reading_from_the_middle_does_not_touch_the_beginning()
    {
        await StoreAsync();
        using (var file = File.OpenWrite(some.File)) file.Write(new byte[300_000]);

        Assert.Equal([9_999L, 10_000L], (await some.ReadAsync(9_998)).Take(2).Select(e => e.Sequence));
        Assert.Equal(records.Count - 1, (await some.ReadAsync(9_998))[^1].Sequence);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(998)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(5_555)]
    [InlineData(12_346)]
    [InlineData(12_347)]
    [InlineData(1_000_000)]
    public async Task Reading_begins_where_it_is_told(long after)
    {
        await StoreAsync();

        Assert.Equal(Enumerable.Range(0, records.Count).Select(i => (long)i).Where(i => i > after), (await some.ReadAsync(after)).Select(e => e.Sequence));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("garbage")]
    [InlineData("short")]
    [InlineData("zeros")]
    public async Task An_index_that_is_wrong_is_made_again(string fault)
    {
        await StoreAsync();
        var good = await File.ReadAllBytesAsync(some.Index);
        if (fault == "missing") File.Delete(some.Index);
        else await File.WriteAllBytesAsync(some.Index, fault switch { "garbage" => [.. good.Select(b => (byte)(b ^ 0x5a))], "short" => good[..9], _ => new byte[good.Length] });
        some.Restart();

        Assert.Equal(7_778L, (await some.ReadAsync(7_777))[0].Sequence);
        Assert.Equal(good, await File.ReadAllBytesAsync(some.Index));
        Assert.Equal(records.Count - 1, await some.LastAsync());
    }

    [Theory]
    [InlineData(997)]
    [InlineData(998)]
    [InlineData(999)]
    [InlineData(1998)]
    public async Task A_closed_recording_is_known_as_closed_after_a_restart_wherever_its_end_lies(int operations)
    {
        var closed = some.Records(operations);
        await some.AppendAsync(closed, 0, closed.Count);
        some.Restart();

        Assert.True((await some.AppendAsync(closed, closed.Count - 1, 1)).IsWhole);
    }

    async Task StoreAsync()
    {
        for (var at = 0; at < records.Count; at += 700) await some.AppendAsync(records, at, 700);
        using var file = some.Store.OpenRead(some.Session);
        Assert.True(RecordingVerifier.Verify(file).IsProven);
    }
}
