using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Agent.Tests.Recording;

public sealed class ResultCaptureTests : IAsyncDisposable
{
    readonly SpoolUnderTest spool = new();
    readonly SessionRecorder recorder;

    public ResultCaptureTests() => recorder = spool.Record();

    public ValueTask DisposeAsync() => spool.DisposeAsync();

    [Fact]
    public void A_small_result_is_one_record_with_its_rows_and_its_digest()
    {
        var rows = new[] { Rows.Text("1", null), Rows.Text("", "b\"\\\nü") };
        recorder.Result.Begin(5, 1, ["n", "s"], [(23, 0), (25, 0)], 1000);
        foreach (var row in rows) recorder.Result.Row(row, 1);
        recorder.Result.Complete("SELECT 2", 34);

        var result = Results().Single();
        Assert.Equal((5L, 1, 2L, false, 2L, 34L, "SELECT 2"), (result.Op, result.Statement, result.Rows, result.Truncated, result.MaskedValues, result.DurationMicros, result.Tag));
        Assert.Equal(["n", "s"], result.Columns!.Value.ToArray());
        Assert.Equal(["1", null, "", "b\"\\\nü"], result.Values!.Value.SelectMany(v => v).Select(v => v?.Text));
        Assert.Equal(DigestOf(rows), result.Sha256);
        Assert.Equal(rows.Sum(r => r.Length), result.Bytes);
    }

    [Fact]
    public void Of_a_result_beyond_the_limit_the_counts_and_the_digest_are_of_all_of_it()
    {
        var rows = Enumerable.Range(0, 5000).Select(i => Rows.Text($"row {i}", new string('x', i % 300))).ToArray();
        recorder.Result.Begin(1, 0, ["a", "b"], [(25, 0), (25, 0)], 10_000);
        foreach (var row in rows)
        {
            recorder.Result.Row(row, 0);
            if (row.Length % 97 == 0) recorder.Result.Flush();
        }
        recorder.Result.Complete("SELECT 5000", 1);

        var parts = Parts();
        var result = Results().Single();
        Assert.True(result.Truncated);
        Assert.Equal((5000L, (long)rows.Sum(r => r.Length)), (result.Rows, result.Bytes));
        Assert.Equal(DigestOf(rows), result.Sha256);
        var kept = parts.SelectMany(p => p.Values ?? []).Concat(result.Values ?? []).Select(v => v[0]!.Text).ToArray();
        Assert.Equal(Enumerable.Range(0, kept.Length).Select(i => $"row {i}"), kept);
        Assert.InRange(rows.Take(kept.Length).Sum(r => r.Length), 9_000, 10_000);
        foreach (var part in parts.Where(p => p.Sha256 is not null)) Assert.Equal(DigestOf(rows[..(int)part.Rows]), part.Sha256);
        Assert.Contains(parts, p => p.Sha256 is not null);
        Assert.Single(parts, p => p.Columns is not null);
    }

    [Fact]
    public void All_results_of_an_operation_share_its_limit()
    {
        for (var statement = 0; statement < 2; statement++)
        {
            recorder.Result.Begin(1, statement, ["a"], [(25, 0)], 100);
            recorder.Result.Row(Rows.Text(new string('x', 60)), 0);
            recorder.Result.Complete("SELECT 1", 1);
        }
        recorder.Result.Begin(2, 0, ["a"], [(25, 0)], 100);
        recorder.Result.Row(Rows.Text(new string('x', 60)), 0);
        recorder.Result.Complete("SELECT 1", 1);

        Assert.Equal([false, true, false], Results().Select(r => r.Truncated));
    }

    [Fact]
    public void Rows_of_any_size_become_records_that_the_format_can_hold()
    {
        var wide = Rows.Of([.. Enumerable.Range(0, 1600).Select(i => Enumerable.Repeat((byte)(i % 32), 9000).ToArray())]);
        var names = Enumerable.Range(0, 1600).Select(i => new string((char)('\u0001' + i % 30), 300)).ToArray();
        recorder.Result.Begin(1, 0, names, [.. names.Select(_ => (25u, (short)0))], int.MaxValue);
        for (var i = 0; i < 3; i++) recorder.Result.Row(wide, 0);
        recorder.Result.Complete("SELECT 3", 1);
        recorder.Close("done");

        var rows = Parts().SelectMany(p => p.Values ?? []).Concat(Results().Single().Values ?? []).ToList();
        Assert.Equal(3, rows.Count);
        Assert.All(rows, r => Assert.Equal(1600, r.Length));
        Assert.Equal((9000L, 8192), (rows[0][0]!.CutFrom, Encoding.UTF8.GetByteCount(rows[0][0]!.Text)));
        Assert.True(spool.Verify().IsProven);
    }

    [Fact]
    public void Bytes_that_are_no_text_do_not_break_the_record()
    {
        var random = new Random(7);
        recorder.Result.Begin(1, 0, ["a"], [(25, 0)], int.MaxValue);
        for (var i = 0; i < 500; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            recorder.Result.Row(Rows.Of(bytes), 0);
        }
        recorder.Result.Row(Rows.Of(Encoding.UTF8.GetBytes(new string('é', 8191))[1..]), 0);
        recorder.Result.Complete("SELECT 501", 1);

        Assert.Equal(501, Results().Single().Values!.Value.Length);
    }

    [Fact]
    public void A_row_that_is_not_what_its_lengths_say_is_refused()
    {
        var row = Rows.Text("abc", "d");
        for (var length = 0; length < row.Length; length++)
        {
            recorder.Result.Begin(length, 0, ["a"], [(25, 0)], 1000);
            Assert.Throws<InvalidDataException>(() => recorder.Result.Row(row.AsSpan(0, length), 0));
        }
        Assert.Throws<InvalidDataException>(() => recorder.Result.Row([.. row, 0], 0));
        Assert.Throws<InvalidDataException>(() => recorder.Result.Row([0, 1, 0x7f, 0xff, 0xff, 0xff], 0));
    }

    [Fact]
    public void A_result_that_breaks_off_is_recorded_without_a_tag()
    {
        recorder.Result.Begin(1, 0, ["a"], [(25, 0)], 1000);
        recorder.Result.Row(Rows.Text("x"), 0);
        recorder.Result.Abandon();
        recorder.Result.Abandon();
        recorder.Result.Begin(2, 0, ["a"], [(25, 0)], 1000);
        recorder.Result.Row(Rows.Text("y"), 0);
        recorder.Close("target lost");

        Assert.Equal([null, null], Results().Select(r => r.Tag));
        Assert.Equal(["x", "y"], Results().Select(r => r.Values!.Value[0][0]!.Text));
        Assert.True(spool.Verify().IsProven);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Copy_is_captured_as_lines_however_it_is_cut(int seed)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, 300).Select(i => i == 9 ? new string('y', 20_000) : new string((char)('a' + i % 26), random.Next(60))).ToArray();
        var stream = Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")));
        recorder.Result.Begin(1, 0, [], [], 1_000_000);
        for (var at = 0; at < stream.Length;)
        {
            var length = Math.Min(random.Next(1, 200), stream.Length - at);
            recorder.Result.CopyBytes(stream.AsSpan(at, length), stream.AsSpan(at, length).Count((byte)'\n'), 0);
            at += length;
        }
        recorder.Result.Complete("COPY 300"u8, 1);

        var result = Results().Single();
        Assert.Equal(lines.Select(l => l[..Math.Min(l.Length, 8192)]), result.Lines!.Value.Select(l => l.Text));
        Assert.Equal(20_000, result.Lines!.Value[9].CutFrom);
        Assert.Equal((300L, Convert.ToHexStringLower(SHA256.HashData(stream)), "COPY 300"), (result.Rows, result.Sha256, result.Tag));
    }

    [Fact]
    public void A_line_of_a_copy_that_is_delivered_in_part_is_recorded_in_part()
    {
        recorder.Result.Begin(1, 0, [], [], 1000);
        recorder.Result.CopyBytes("one\ntw"u8, 1, 0);
        recorder.Result.Flush();
        recorder.Result.CopyBytes("o\n"u8, 1, 0);
        recorder.Result.Complete("COPY 2"u8, 1);

        var part = Parts().Single();
        Assert.Equal(["one", "tw"], part.Lines!.Value.Select(l => l.Text));
        Assert.True(part.Continues);
        Assert.Equal(["o"], Results().Single().Lines!.Value.Select(l => l.Text));
    }

    [Fact]
    public void A_binary_copy_is_recorded_as_hex()
    {
        byte[] stream = [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
        recorder.Result.Begin(1, 0, [], [], 1000);
        recorder.Result.CopyBytes(stream, 0, 0);
        recorder.Result.Complete("COPY 0"u8, 1);

        Assert.Equal("\\x" + Convert.ToHexStringLower(stream), Results().Single().Lines!.Value.Single().Text);
    }

    List<ResultEvent> Results() => [.. Events(RecordKind.Result).Select(e => e.Read<ResultEvent>())];

    List<RowsEvent> Parts() => [.. Events(RecordKind.Rows).Select(e => e.Read<RowsEvent>())];

    IEnumerable<RecordedEvent> Events(RecordKind kind)
    {
        try
        {
            _ = recorder.CommitAsync(CancellationToken.None).AsTask();
        }
        catch (RecordingLostException)
        {
            // Closed, so everything is written.
        }
        return spool.Events().Where(e => e.Kind == kind);
    }

    static string DigestOf(IEnumerable<byte[]> rows) => Convert.ToHexStringLower(SHA256.HashData(rows.SelectMany(r => r).ToArray()));
}
