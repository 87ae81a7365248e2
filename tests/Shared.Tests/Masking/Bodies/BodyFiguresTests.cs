using System.Buffers;
using System.Globalization;
using System.Text;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Masking.Detectors;
using Xunit;
using Xunit.Abstractions;

namespace HoopLike.Shared.Tests.Masking.Bodies;

/// <summary>How fast each kind is masked, and what it allocates; the table is printed, and only what would be a fault of kind fails.</summary>
[Collection(nameof(HostileBodyTests))]
public sealed class BodyFiguresTests(ITestOutputHelper output)
{
    private const int Piece = 16 * 1024;
    private const int Size = 8 * 1024 * 1024;

    private static readonly MaskingRuleConfig few = Body.Anywhere with { Detectors = ["payment-card", "us-ssn", "email", "secret"] };

    private static readonly MaskingRuleConfig all = few with { Detectors = DetectorCatalogue.Words };

    private static readonly (string Kind, string Type, string Begin, string Part, string End)[] bodies =
    [
        ("json", Body.Json, "[", """{"id": 1234, "name": "Ada Lovelace", "mail": "ada@example.com", "note": "Wrote the first program, and a letter about it.", "tags": ["a", "b"], "total": 12.50, "open": true},""" + "\n", "1]"),
        ("json, no hits", Body.Json, "[", """{"id": 1234, "name": "Ada Lovelace", "state": "open", "note": "Wrote the first program, and a letter about it.", "tags": ["a", "b"], "total": 12.50, "open": true},""" + "\n", "1]"),
        ("json, one string", Body.Json, "\"", "Wrote the first program, and a letter about it to a friend; then another one. ", "\""),
        ("json lines", Body.Lines, "", """{"id": 1234, "name": "Ada Lovelace", "mail": "ada@example.com", "note": "Wrote the first program, and a letter about it.", "total": 12.50}""" + "\n", ""),
        ("model stream", Body.Events, "", "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}]}\n\n", ""),
        ("numbered stream", Body.Events, "", "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\" word\",\"sequence_number\":#}\n\n", ""),
        ("events, text", Body.Events, "", "event: note\ndata: Wrote the first program, and a letter about it to a friend.\n\n", ""),
        ("form", Body.Form, "", "name=Ada+Lovelace&mail=ada%40example.com&note=Wrote+the+first+program%2C+and+a+letter&", ""),
        ("csv", Body.Csv, "", "1234,Ada Lovelace,ada@example.com,\"Wrote the first program, and a letter\",12.50\r\n", ""),
        ("html", Body.Html, "", "<tr><td>Ada Lovelace</td><td>ada@example.com</td><td>Wrote &amp; read the first program</td></tr>\n", ""),
        ("text", Body.Text, "", "Ada Lovelace wrote the first program, and a letter about it to a friend; ada@example.com is not her address.\n", ""),
    ];

    [Fact]
    public void Every_kind_keeps_up_with_a_fast_line()
    {
        output.WriteLine($"{"kind",-18}{"paths",12}{"4 detectors",14}{"all",12}   MiB/s       allocated, KiB a MiB (4 detectors)");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"plain copy",-18}{"",12}{Copy(),14:0}"));
        var slow = new List<string>();
        foreach (var (kind, type, begin, part, end) in bodies)
        {
            var body = Encoding.UTF8.GetBytes(begin + string.Concat(Enumerable.Range(0, Size / part.Length).Select(i => part.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))) + end);
            var paths = type is Body.Json or Body.Lines or Body.Events or Body.Form ? Measure(type, body, Body.Paths(new MaskMethod(MaskKind.Redact), "$[*].mail", "$..secret")).Speed : double.NaN;
            var (speed, allocated) = Measure(type, body, few);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind,-18}{paths,12:0}{speed,14:0}{Measure(type, body, all).Speed,12:0}   {"",12}{allocated,10:0}"));
            // A tenth of what a Release build does, in a Debug build on a busy machine.
            if (speed < 1) slow.Add($"{kind}: {speed:0.0} MiB/s");
            // What has nothing to mask in it costs no memory for each event or value.
            if (kind is "json, no hits" or "model stream" or "numbered stream" or "events, text" && allocated > 512) slow.Add($"{kind}: {allocated:0} KiB allocated for a MiB");
        }
        Assert.Empty(slow);
    }

    private static double Copy()
    {
        var (body, sink, begun) = (new byte[Size], new ArrayBufferWriter<byte>(2 * Piece), ThreadTime.Now());
        for (var run = 0; run < 20; run++)
        for (var at = 0; at < body.Length; at += Piece)
        {
            sink.Write(body.AsSpan(at, Piece));
            sink.ResetWrittenCount();
        }
        return 20 * body.Length / 1024.0 / 1024.0 / (ThreadTime.Now() - begun).TotalSeconds;
    }

    private static (double Speed, double Allocated) Measure(string type, byte[] body, MaskingRuleConfig rule)
    {
        var plan = Body.Plan(type, rule);
        var (best, allocated) = (TimeSpan.MaxValue, 0L);
        for (var run = 0; run < 2; run++)
        {
            var sink = new ArrayBufferWriter<byte>(2 * Piece);
            var mask = plan.Start();
            var (before, begun) = (GC.GetAllocatedBytesForCurrentThread(), ThreadTime.Now());
            for (var at = 0; at < body.Length; at += Piece)
            {
                mask.Write(body.AsSpan(at, Math.Min(Piece, body.Length - at)), sink);
                sink.ResetWrittenCount();
            }
            mask.Complete(sink);
            var spent = ThreadTime.Now() - begun;
            if (spent < best) best = spent;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        var size = body.Length / 1024.0 / 1024.0;
        return (size / best.TotalSeconds, allocated / 1024.0 / size);
    }
}
