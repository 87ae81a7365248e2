using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>Gate before forward, mask before record, record before deliver: of requests.</summary>
public sealed class HttpStoryTests : IAsyncLifetime
{
    private static readonly MaskingRuleConfig addresses = new() { Name = "addresses", Detectors = ["email"], Method = new MaskMethod(MaskKind.Redact) };

    private HttpGateway gateway = null!;

    public async Task InitializeAsync() => gateway = await HttpGateway.StartAsync(AnswerAsync);

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Fact]
    public async Task The_callers_token_stays_here_and_the_targets_goes_in()
    {
        using var request = gateway.Request(HttpMethod.Post, "/echo?a=b", new StringContent("hello"));
        request.Headers.Add("X-Forwarded-For", "10.0.0.1");
        request.Headers.Add("X-Api-Key", "mine");
        request.Headers.Add("X-Request-Id", "7");

        using var answer = await gateway.Client.SendAsync(request);
        var seen = await answer.Content.ReadAsStringAsync();

        Assert.Contains("Authorization: Bearer ***", seen, StringComparison.Ordinal);
        Assert.Equal("Bearer target-secret", authorization);
        Assert.Contains("X-Request-ID: 7", seen, StringComparison.Ordinal);
        Assert.Contains("body: hello", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(HttpGateway.Key, seen, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.1", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("mine", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer hlk_00000000000000000000000000000000000000")]
    [InlineData("Digest x")]
    public async Task Who_is_not_proven_gets_a_401_and_reaches_nothing(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{gateway.Port}/echo");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Empty(gateway.Reached);
    }

    [Theory]
    [InlineData("/admin/users")]
    [InlineData("/%61dmin/users")]
    [InlineData("//admin/./users")]
    [InlineData("/x/../admin/users")]
    public async Task A_policy_denies_what_it_names_however_it_is_written(string path)
    {
        gateway.Rule([Deny("no-admin", new HttpMatch { Paths = ["/admin/**"] })]);

        using var answer = await gateway.SendAsync(HttpMethod.Get, path);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();

        Assert.Equal((HttpStatusCode.Forbidden, "no-admin"), (answer.StatusCode, (string?)problem!["policy"]));
        Assert.Empty(gateway.Reached);
    }

    [Fact]
    public async Task A_body_whose_length_is_given_in_two_ways_is_refused()
    {
        var answer = await gateway.SayAsync($"POST /echo HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {HttpGateway.Key}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Empty(gateway.Reached);
    }

    [Fact]
    public async Task What_is_matched_is_what_is_forwarded()
    {
        using var answer = await gateway.SendAsync(HttpMethod.Get, "//a/./b/%7Ec?x=%2f");

        Assert.Equal("GET /a/b/~c?x=%2F", Assert.Single(gateway.Reached));
    }

    [Fact]
    public async Task A_model_that_a_policy_denies_is_not_asked()
    {
        gateway.Rule([Deny("no-large-models", new HttpMatch { Models = ["gpt-5*"] })]);

        using var denied = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Json("""{"model": "gpt-5-pro", "messages": []}"""));
        using var allowed = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Json("""{"model": "gpt-4", "messages": []}"""));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (denied.StatusCode, allowed.StatusCode));
    }

    [Theory]
    [InlineData(ApprovalStatus.Approved, HttpStatusCode.OK, 1)]
    [InlineData(ApprovalStatus.Denied, HttpStatusCode.Forbidden, 0)]
    public async Task A_request_waits_for_humans(ApprovalStatus decision, HttpStatusCode status, int reached)
    {
        gateway.Rule([new PolicyConfig { Name = "ask", Effect = PolicyEffect.Approve, Scope = PolicyScope.Operation, Http = new HttpMatch { Methods = ["DELETE"] }, Approval = new ApprovalRequirement(["dba"]) }]);

        var sent = gateway.SendAsync(HttpMethod.Delete, "/orders/7");
        var asked = await gateway.Link.Asked;
        Assert.Empty(gateway.Reached);
        gateway.Link.Decide(asked, decision);
        using var answer = await sent;

        Assert.Equal((status, reached, "ask"), (answer.StatusCode, gateway.Reached.Count, asked.Policy));
        Assert.StartsWith("DELETE /orders/7", asked.Operation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_masked_for_the_caller_and_in_the_recording()
    {
        gateway.Rule(masks: [addresses]);

        using var answer = await gateway.SendAsync(HttpMethod.Get, "/people");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("""[{"name": "Ada", "mail": "[redacted]"}]""", text);
        var recorded = string.Join('\n', gateway.Events().Select(e => Encoding.UTF8.GetString(e.Payload.Span)));
        Assert.Contains("[redacted]", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@example.com", recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_under_a_rule_is_not_let_through()
    {
        gateway.Rule(masks: [addresses]);

        using var answer = await gateway.SendAsync(HttpMethod.Get, "/unknown");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain("ada@example.com", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_comes_before_the_stream_has_ended()
    {
        gateway.Rule(masks: [addresses]);
        using var request = gateway.Request(HttpMethod.Get, "/events");
        using var answer = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("data: one", await reader.ReadLineAsync().WaitAsync(Some.Patience));
        goOn.SetResult();

        Assert.Equal("\ndata: two\n\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Requests_of_one_caller_are_one_session_with_each_of_them_on_record()
    {
        for (var i = 0; i < 3; i++) (await gateway.SendAsync(HttpMethod.Post, $"/echo?n={i}", Json("""{"n": 1}"""))).Dispose();

        Assert.Single(gateway.Registry.All);
        var operations = gateway.Events().Where(e => e.Kind == RecordKind.Operation).Select(e => e.Read<OperationEvent>()).ToList();
        Assert.Equal([1, 2, 3], operations.Select(o => o.Op));
        Assert.Equal("POST /echo?n=0", operations[0].Text!.Text.Split('\n')[0]);
        Assert.DoesNotContain(HttpGateway.Key, operations[0].Text!.Text, StringComparison.Ordinal);
        Assert.Equal(["POST", "200 OK"], gateway.Events().Where(e => e.Kind == RecordKind.Result).Select(e => e.Read<ResultEvent>()).Where(r => r.Op == 1).Select(r => r.Tag));
    }

    [Fact]
    public async Task A_redirect_stays_inside()
    {
        using var answer = await gateway.SendAsync(HttpMethod.Get, "/moved");

        Assert.Equal($"http://127.0.0.1:{gateway.Port}/here?x=1", answer.Headers.Location!.ToString());
        Assert.False(answer.Headers.Contains("Alt-Svc"));
    }

    [Fact]
    public async Task A_session_that_is_ended_ends_the_request_under_way()
    {
        using var request = gateway.Request(HttpMethod.Get, "/events");
        using var answer = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();

        Assert.Single(gateway.Registry.All).End("an administrator ended it");

        await Assert.ThrowsAnyAsync<Exception>(async () => await reader.ReadToEndAsync().WaitAsync(Some.Patience));
    }

    private readonly TaskCompletionSource goOn = new();
    private string? authorization;

    private static PolicyConfig Deny(string name, HttpMatch match) => new() { Name = name, Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Http = match };

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private async Task AnswerAsync(HttpContext context)
    {
        authorization = context.Request.Headers.Authorization;
        switch (context.Request.Path)
        {
            case "/people":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("""[{"name": "Ada", "mail": "ada@example.com"}]""");
                break;
            case "/unknown":
                context.Response.ContentType = "application/x-unknown";
                await context.Response.WriteAsync("ada@example.com");
                break;
            case "/events":
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: one\n\n");
                await context.Response.Body.FlushAsync();
                await goOn.Task.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync("data: two\n\n");
                break;
            case "/moved":
                context.Response.Headers.AltSvc = "h3=\":443\"";
                context.Response.Redirect($"http://{context.Request.Host}/here?x=1");
                break;
            default:
                using (var reader = new StreamReader(context.Request.Body))
                {
                    var body = await reader.ReadToEndAsync();
                    await context.Response.WriteAsync(string.Join('\n', context.Request.Headers.Select(h => $"{h.Key}: {h.Value}")) + $"\nbody: {body}");
                }
                break;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Headers_and_trailers_of_answers_come_through_masked(bool isMasked)
    {
        var target = new RawTarget("HTTP/1.1 200 OK\r\nX-Mail: ada@example.com\r\nTrailer: X-Last\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\nX-Last: of ada@example.com\r\n\r\n");
        await using var before = await HttpGateway.StartAsync(target, target.Port);
        if (isMasked) before.Rule(masks: [new MaskingRuleConfig { Name = "mails", Detectors = ["email"], Method = new MaskMethod(MaskKind.Redact) }]);

        using var request = before.Request(HttpMethod.Get, "/");
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact); // Of HTTP/1.1 the server in the gateway gives no trailers.
        using var answer = await before.Client.SendAsync(request).WaitAsync(Some.Patience);
        await answer.Content.ReadAsStringAsync();

        Assert.Equal(!isMasked, answer.Headers.GetValues("X-Mail").Single() == "ada@example.com");
        Assert.Equal(!isMasked, answer.TrailingHeaders.GetValues("X-Last").Single() == "of ada@example.com");
        Assert.StartsWith("of ", answer.TrailingHeaders.GetValues("X-Last").Single(), StringComparison.Ordinal);
    }
}
