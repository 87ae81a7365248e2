using System.Security.Cryptography;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Console.Tests.Sessions.Replay;

public sealed class ExchangeDetailTests : IAsyncLifetime
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly SomeRecording recording;
    RunningConsole console = null!;

    public ExchangeDetailTests() => recording = new SomeRecording(key, protocol: "http");

    public async Task InitializeAsync() => console = await RunningConsole.StartAsync();

    public async Task DisposeAsync()
    {
        await console.DisposeAsync();
        key.Dispose();
    }

    [Fact]
    public async Task Of_requests_that_run_beside_each_other_each_gets_what_is_its_own()
    {
        recording.Request(1, "GET /slow\nAccept: */*").Request(2, "POST /fast?x=1").Body(2, 0, "{\"a\":", "1}").Ended(2, 0, 7, "POST");
        recording.Answered(2, "201 Created\nContent-Type: application/json", "[]");
        recording.Add(RecordKind.Answer, new AnswerEvent(1, 200, new RecordedText("200 OK"), 10)).Body(1, 1, "one ").Request(3, "GET /third").Body(1, 1, "two").Ended(1, 1, 7, "200 OK", masked: 2);
        var stored = await StoredSession.StoreAsync(console, recording, key);

        var (slow, fast, third) = (await stored.DetailAsync(1), await stored.DetailAsync(2), await stored.DetailAsync(11));

        Assert.Equal(("GET", "/slow", 200, "one two", 2L), (slow.Exchange!.Method, slow.Exchange.Target, slow.Exchange.Status, slow.Exchange.Received!.Text, slow.MaskedValues));
        Assert.Null(slow.Exchange.Sent);
        Assert.Equal("*/*", slow.Exchange.Request.Header("accept"));
        Assert.Equal((201, "{\"a\":1}", "[]", TimeSpan.FromMicroseconds(1500)), (fast.Exchange!.Status, fast.Exchange.Sent!.Text, fast.Exchange.Received!.Text, fast.Exchange.TargetTook));
        Assert.Equal("application/json", fast.Exchange.Answer!.Header("content-type"));
        Assert.True(slow.IsWhole && fast.IsWhole);
        Assert.False(third.IsWhole);
        Assert.Null(third.Exchange!.Answer);
    }

    [Fact]
    public async Task A_request_that_was_refused_has_the_gateways_status_and_words()
    {
        recording.Request(1, "DELETE /orders/7", "approve").Add(RecordKind.Held, new HeldEvent(1, Guid.NewGuid(), "https://console/approvals/1", "ask"));
        recording.Add(RecordKind.Decided, new DecidedEvent(1, Guid.NewGuid(), ApprovalStatus.Denied, ["boss"], "not today"));
        recording.Add(RecordKind.Error, new MessageEvent(1, "ERROR", "403", "The request was not approved.", "Policy: ask", null)).Close();
        var detail = await (await StoredSession.StoreAsync(console, recording, key)).DetailAsync(1);

        Assert.Equal((403, ApprovalStatus.Denied, true), (detail.Exchange!.Status, detail.Approval!.Status, detail.IsWhole));
        Assert.Equal("The request was not approved.", Assert.Single(detail.Messages).Message.Message);
        Assert.Null(detail.Exchange.Answer);
    }

    [Fact]
    public async Task A_list_says_what_became_of_each_request_and_marks_what_the_target_refused()
    {
        recording.Request(1, "GET /a").Answered(1, "200 OK", "hello").Request(2, "POST /b").Body(2, 0, "xyz").Ended(2, 0, 3, "POST", masked: 1);
        var stored = await StoredSession.StoreAsync(console, recording, key);
        recording.Answered(2, "503 Service Unavailable", "no").Request(3, "GET /c");
        await stored.AppendAsync();
        var replay = await stored.ReplayAsync();
        await replay.OpenAsync(null, CancellationToken.None);

        var steps = replay.Window.Lines.Select(l => replay.Window.StepOf(l)!).ToList();

        Assert.Equal([(200, null, 5L, 0L), (503, 3L, 2L, 1L), (null, null, null, 0L)], steps.Select(s => (s.Status, s.Sent, s.Received, s.MaskedValues)));
        Assert.True(steps[0].Took > TimeSpan.Zero);
        Assert.Null(steps[2].EndedAt);
        Assert.Equal(1, replay.Marks.Count(MarkKind.Error));
        Assert.True(replay.Marks.Has(MarkKind.Error, replay.Window.Lines[1].Sequence));
    }

    [Fact]
    public async Task The_export_has_all_of_it()
    {
        recording.Request(1, "GET /a\nAccept: */*", run: new RunIds(null, null, "r-1")).Answered(1, "200 OK\nX-Page: 2", "hello").Close();
        var stored = await StoredSession.StoreAsync(console, recording, key);
        var lines = new List<string>();
        await foreach (var recorded in console.Get<HoopLike.Console.Sessions.SessionEvents>().ReadAsync(stored.Id, -1, false, CancellationToken.None))
        {
            var line = new System.Buffers.ArrayBufferWriter<byte>();
            recorded.WriteLine(line);
            lines.Add(System.Text.Encoding.UTF8.GetString(line.WrittenSpan));
        }

        Assert.Contains(lines, l => l.Contains("\"kind\":\"answer\"", StringComparison.Ordinal) && l.Contains("X-Page: 2", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("\"exchange\":true", StringComparison.Ordinal));
        var table = new List<string>();
        await foreach (var line in console.Get<HoopLike.Console.Sessions.OperationsCsv>().LinesAsync(stored.Id, CancellationToken.None)) table.Add(line);
        Assert.EndsWith(",\"analyst\",200,3,,5,0,\"r-1\",,\r\n", table[1], StringComparison.Ordinal);
    }
}
