using System.Buffers;
using System.Text;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Masking.Detectors;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Shared.Tests.Masking.Bodies;

/// <summary>What others allocate meanwhile would be measured too.</summary>
[CollectionDefinition(nameof(HostileBodyTests), DisableParallelization = true)]
public static class MeasuredAlone;

/// <summary>Bodies that somebody made to take memory or time.</summary>
[Collection(nameof(HostileBodyTests))]
public sealed class HostileBodyTests(ITestOutputHelper output)
{
    private const int MiB = 1024 * 1024;

    private static readonly MaskingRuleConfig all = Body.Anywhere with { Detectors = [.. DetectorCatalogue.Words] };

    public static TheoryData<string, string, string, string> Long => new()
    {
        { Body.Json, "\"", "lorem ipsum dolor ", "\"" },
        { Body.Json, "\"", "a", "\"" },
        { Body.Json, "\"", "iVBORw0KGgoAAAANSUhEUgAA/+09", "\"" },
        { Body.Json, "\"", "\\n", "\"" },
        { Body.Json, "\"", "\\ud83d\\ude00", "\"" },
        { Body.Json, "[", "[],", "1]" },
        { Body.Json, "[", "{\"a\":[1,\"ada@example.com\"]}, ", "1]" },
        { Body.Json, "", " ", "1" },
        { Body.Form, "a=", "%41", "" },
        { Body.Form, "", "a=b&", "" },
        { Body.Csv, "", "\"\",a;", "" },
        { Body.Csv, "\"", "\"\"", "\"" },
        { Body.Html, "", "&#65;", "" },
        { Body.Html, "", "&", "" },
        { Body.Text, "", "a@", "" },
        { Body.Text, "", "-----BEGIN PRIVATE KEY-----", "" },
        { Body.Text, "", "4111 ", "" },
        { Body.Events, "", "data: x\n\n", "" },
        { Body.Events, "", ":\n\n", "" },
        { Body.Events, "", "data: {\"type\":\"x.delta\",\"index\":0,\"delta\":\"a\"}\n\n", "" },
        { Body.Lines, "", "{\"a\":1}\n", "" },
    };

    /// <summary>What a mask keeps does not grow with the body: 10 MiB go through in pieces, and what is alive afterwards, and at any time, is less than what bounds say.</summary>
    [Theory]
    [MemberData(nameof(Long))]
    public void Ten_MiB_of_anything_take_bounded_memory_and_linear_time(string type, string begin, string part, string end)
    {
        var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, Math.Max(1, 32_000 / part.Length))));
        var mask = Body.Plan(type, all).Start();
        var count = 10 * MiB / piece.Length;
        var (sink, most, before) = (new Discarded(), 0L, GC.GetTotalMemory(forceFullCollection: true));
        var half = TimeSpan.Zero;
        var begun = ThreadTime.Now();
        mask.Write(Encoding.UTF8.GetBytes(begin), sink);
        for (var i = 0; i < count; i++)
        {
            mask.Write(piece, sink);
            if (i % 100 == 99) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            if (i == count / 2) half = ThreadTime.Now() - begun;
        }
        mask.Write(Encoding.UTF8.GetBytes(end), sink);
        mask.Complete(sink);
        var whole = ThreadTime.Now() - begun;
        output.WriteLine($"{type} {part}: {most / 1024} KiB, {whole.TotalMilliseconds:0} ms, {sink.Written} bytes");
        Assert.True(most < 6 * MiB, $"{most / 1024} KiB are alive.");
        Assert.True(whole < TimeSpan.FromMilliseconds(50) || whole < 4 * half, $"{half.TotalMilliseconds:0} ms for the first half, {whole.TotalMilliseconds:0} ms for the whole.");
    }

    /// <summary>Byte by byte, which is the worst that a peer can do, a text that is held back is not searched again for each of them.</summary>
    [Theory]
    [InlineData(Body.Text, "-----BEGIN PRIVATE KEY-----", "M")]
    [InlineData(Body.Json, "\"-----BEGIN PRIVATE KEY-----", "M")]
    [InlineData(Body.Text, "", "eyJhbGciOiJIUzI1NiJ9.")]
    [InlineData(Body.Form, "a=", "%41")]
    public void Held_text_is_not_searched_again_for_every_byte(string type, string begin, string part)
    {
        var body = Encoding.UTF8.GetBytes(begin + string.Concat(Enumerable.Repeat(part, 60_000 / part.Length)));
        var mask = Body.Plan(type, all).Start();
        var sink = new Discarded();
        var begun = ThreadTime.Now();
        foreach (var b in body) mask.Write([b], sink);
        var spent = ThreadTime.Now() - begun;
        output.WriteLine($"{type} {part}: {spent.TotalMilliseconds:0} ms");
        Assert.True(spent < TimeSpan.FromSeconds(5), $"{spent.TotalMilliseconds:0} ms for 60 KB.");
    }

    /// <summary>Counts, and keeps nothing.</summary>
    private sealed class Discarded : IBufferWriter<byte>
    {
        private byte[] buffer = new byte[64 * 1024];

        public long Written { get; private set; }

        public void Advance(int count) => Written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => buffer.Length < sizeHint ? buffer = new byte[sizeHint] : buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
