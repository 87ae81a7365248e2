using System.Net.Http.Json;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>What a recording has of a request and its answer, and what it must not have.</summary>
public sealed class RecordedRequestTests : IAsyncLifetime
{
    private static readonly MaskingRuleConfig addresses = new() { Name = "addresses", Detectors = ["email"], Method = new MaskMethod(MaskKind.Redact) };
    private static readonly MaskingRuleConfig names = new() { Name = "names", JsonPaths = ["$.name"], Method = new MaskMethod(MaskKind.Redact) };

    private HttpGateway gateway = null!;

    public async Task InitializeAsync() => gateway = await HttpGateway.StartAsync(AnswerAsync);

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public async Task Request_and_answer_are_there_with_their_heads_bodies_counts_and_times()
    {
        using var answer = await gateway.SendAsync(HttpMethod.Post, "/people?page=2", JsonContent.Create(new { wanted = 1 }));
        await answer.Content.ReadAsStringAsync();

        var operation = Assert.Single(Of<OperationEvent>(RecordKind.Operation));
        var head = Assert.Single(Of<AnswerEvent>(RecordKind.Answer));
        var results = Of<ResultEvent>(RecordKind.Result);
        Assert.True(operation.Exchange);
        Assert.StartsWith("POST /people?page=2\n", operation.Text!.Text, StringComparison.Ordinal);
        Assert.Contains("\nContent-Type: application/json", operation.Text.Text, StringComparison.Ordinal);
        Assert.Equal((1L, 201), (head.Op, head.Status));
        Assert.StartsWith("201 Created\n", head.Head.Text, StringComparison.Ordinal);
        Assert.Contains("\nX-Page: 2", head.Head.Text, StringComparison.Ordinal);
        Assert.InRange(head.TargetMicros, 1, 60_000_000);
        Assert.Equal([(0, 12L), (1, 17L)], results.Select(r => (r.Statement, r.Bytes)));
        Assert.All(results, r => Assert.Equal(64, r.Sha256.Length));
        Assert.Equal([RecordKind.Operation, RecordKind.Answer, RecordKind.Result], gateway.Events().Where(e => e.Kind is RecordKind.Operation or RecordKind.Answer || (e.Kind == RecordKind.Result && e.Read<ResultEvent>().Statement == 1)).Select(e => e.Kind));
    }

    [Fact]
    public async Task Credentials_and_what_belongs_to_one_hop_are_not_on_record()
    {
        using var request = gateway.Request(HttpMethod.Get, "/people?api_key=sk-in-the-address&x=1&X-Amz-Signature=abcdef");
        request.Headers.TryAddWithoutValidation("Cookie", "sid=cookie-secret");
        request.Headers.TryAddWithoutValidation("X-Api-Key", "also-mine");
        request.Headers.TryAddWithoutValidation("TE", "trailers");

        using var answer = await gateway.Client.SendAsync(request);

        var recorded = Recorded();
        Assert.DoesNotContain(HttpGateway.Key, recorded, StringComparison.Ordinal);
        foreach (var secret in new[] { "sk-in-the-address", "abcdef", "cookie-secret", "also-mine", "set-by-target", "target-secret" }) Assert.DoesNotContain(secret, recorded, StringComparison.Ordinal);
        var head = Of<OperationEvent>(RecordKind.Operation)[0].Text!.Text;
        Assert.StartsWith("GET /people?api_key=***&x=1&X-Amz-Signature=***\n", head, StringComparison.Ordinal);
        Assert.Contains("\nCookie: ***", head, StringComparison.Ordinal);
        foreach (var hop in new[] { "\nConnection:", "\nTE:" }) Assert.DoesNotContain(hop, head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\nSet-Cookie: ***", Of<AnswerEvent>(RecordKind.Answer)[0].Head.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_queries_and_headers_go_through_the_masks()
    {
        gateway.Rule(masks: [addresses, names]);
        using var request = gateway.Request(HttpMethod.Get, "/people/ada%40example.com/a%20b?mail=bob%40example.com&name=Carol&page=2");
        request.Headers.TryAddWithoutValidation("X-Asked-By", "dora@example.com");

        using var answer = await gateway.Client.SendAsync(request);

        var recorded = Recorded();
        foreach (var hidden in new[] { "ada", "bob", "Carol", "dora", "eve@" }) Assert.DoesNotContain(hidden, recorded, StringComparison.Ordinal);
        var head = Of<OperationEvent>(RecordKind.Operation)[0].Text!.Text;
        Assert.StartsWith("GET /people/[redacted]/a%20b?mail=", head, StringComparison.Ordinal);
        Assert.Contains("&page=2", head, StringComparison.Ordinal);
        Assert.True(WrittenRequest.TryParse(head, "not held", out _, out var refusal), refusal);
        Assert.Contains("\nX-Asked-By: [redacted]", head, StringComparison.Ordinal);
        Assert.Contains("\nX-Owner: [redacted]", Of<AnswerEvent>(RecordKind.Answer)[0].Head.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_of_a_stream_are_records_of_their_own_so_that_each_has_its_time()
    {
        using var answer = await gateway.Client.SendAsync(gateway.Request(HttpMethod.Get, "/events"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();
        goOn.SetResult();
        await reader.ReadToEndAsync();

        Assert.Equal(["data: one\n\n", "data: two\n\n"], Of<RowsEvent>(RecordKind.Rows).Select(r => string.Concat(r.Lines!.Value.Select(l => l.Text))));
    }

    [Theory]
    [InlineData("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736", null, null)]
    [InlineData("traceparent", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", null, null, null)]
    [InlineData("langsmith-trace", "20260101T000000000000Z018f2b5e-1111-7000-8000-000000000001.20260101T000001000000Z018f2b5e-1111-7000-8000-000000000002", null, "018f2b5e-1111-7000-8000-000000000001", null)]
    [InlineData("baggage", "a=b,langsmith-metadata=%7B%22thread_id%22%3A%22t-7%22%7D,c=d", null, null, "t-7")]
    [InlineData("x-thread-id", "t-8", null, null, "t-8")]
    [InlineData("x-run-id", "run:9", null, "run:9", null)]
    [InlineData("x-claude-code-session-id", "0b6c", null, null, "0b6c")]
    [InlineData("x-run-id", "<script>", null, null, null)]
    [InlineData("x-run-id", "ada@example.com", null, null, null)]
    public async Task The_run_that_a_request_belongs_to_is_kept(string header, string value, string? trace, string? run, string? thread)
    {
        using var request = gateway.Request(HttpMethod.Get, "/people");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await gateway.Client.SendAsync(request);

        var ids = Of<OperationEvent>(RecordKind.Operation)[0].Run;
        Assert.Equal((trace, run, thread), (ids?.Trace, ids?.Run, ids?.Thread));
    }

    [Fact]
    public async Task An_id_that_a_mask_would_touch_is_none()
    {
        gateway.Rule(masks: [new MaskingRuleConfig { Name = "cards", Detectors = ["payment-card"], Method = new MaskMethod(MaskKind.Redact) }]);
        using var request = gateway.Request(HttpMethod.Get, "/threads/018f2b5e-1111-7000-8000-000000000001/runs/018f2b5e-1111-7000-8000-000000000002");
        request.Headers.TryAddWithoutValidation("x-thread-id", "4111111111111111");

        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal(new RunIds(Run: "018f2b5e-1111-7000-8000-000000000002"), Of<OperationEvent>(RecordKind.Operation)[0].Run);
        Assert.DoesNotContain("4111111111111111", Recorded(), StringComparison.Ordinal);
    }

    private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private List<T> Of<T>(RecordKind kind) => [.. gateway.Events().Where(e => e.Kind == kind).Select(e => e.Read<T>())];

    private string Recorded() => string.Join('\n', gateway.Events().Select(e => Encoding.UTF8.GetString(e.Payload.Span)));

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/events")
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: one\n\n");
            await context.Response.Body.FlushAsync();
            await goOn.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: two\n\n");
            return;
        }

        context.Response.StatusCode = 201;
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Page"] = "2";
        context.Response.Headers["X-Owner"] = "eve@example.com";
        context.Response.Headers.SetCookie = "sid=set-by-target";
        await context.Response.WriteAsync("""{"found": "some"}""");
    }
}
