using System.Net;
using System.Text;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Credentials;

/// <summary>A target that takes the tokens of a real authorization server, until it does not.</summary>
public sealed class OauthOnTheWireTests : IAsyncLifetime
{
    private readonly List<(string? Authorization, string Body)> seen = [];
    private TokenServer server = null!;
    private HttpGateway gateway = null!;
    private string? revoked;

    public async Task InitializeAsync()
    {
        server = await TokenServer.StartAsync();
        server.Gate.SetResult();
        gateway = await HttpGateway.StartAsync(AnswerAsync, server.Credential());
    }

    public async Task DisposeAsync()
    {
        await gateway.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task One_token_serves_the_requests_of_a_connection()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(HttpMethod.Get, $"/{i}", null)));

        Assert.Equal(["Bearer access-token-1"], seen.Select(s => s.Authorization).Distinct());
        Assert.Equal((8, 1), (seen.Count, server.Asked.Count));
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", "a small body")]
    public async Task A_token_that_is_refused_is_replaced_once_and_the_request_is_sent_again_whole(string method, string? body)
    {
        revoked = "access-token-1";

        using var answer = await SendAsync(new HttpMethod(method), "/a", body);

        Assert.Equal((HttpStatusCode.OK, "thanks"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal([("Bearer access-token-1", body ?? ""), ("Bearer access-token-2", body ?? "")], seen);
    }

    [Fact]
    public async Task A_body_that_streamed_is_not_sent_again()
    {
        revoked = "access-token-1";

        using var answer = await SendAsync(HttpMethod.Post, "/a", new string('x', 200_000));

        Assert.Equal((HttpStatusCode.BadGateway, 1), (answer.StatusCode, server.Asked.Count));
    }

    [Fact]
    public async Task A_target_that_takes_no_token_is_asked_twice_and_no_more()
    {
        revoked = "access-token";

        using var answer = await SendAsync(HttpMethod.Get, "/a", null);

        Assert.Equal((HttpStatusCode.BadGateway, 2, 2), (answer.StatusCode, seen.Count, server.Asked.Count));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent_and_the_caller_is_told_why()
    {
        server.Answer = _ => (401, $$"""{"error": "invalid_client", "error_description": "{{TokenServer.ClientSecret}}"}""");

        using var answer = await SendAsync(HttpMethod.Get, "/a", null);
        var words = await answer.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.BadGateway, 0), (answer.StatusCode, seen.Count));
        Assert.Contains("token server gave the gateway no token (401, invalid_client)", words, StringComparison.Ordinal);
        Assert.DoesNotContain("token-client", words + string.Join('\n', gateway.Events().Select(e => System.Text.Json.JsonSerializer.Serialize(e))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_again_is_on_record_once()
    {
        revoked = "access-token-1";
        (await SendAsync(HttpMethod.Post, "/a", "once")).Dispose();

        Assert.Equal(["POST", "200 OK"], gateway.Events().Where(e => e.Kind == HoopLike.Shared.Recording.RecordKind.Result).Select(e => e.Read<HoopLike.Shared.Recording.ResultEvent>().Tag));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body) =>
        await gateway.SendAsync(method, path, body is null ? null : new StringContent(body, Encoding.UTF8, "text/plain"));

    private async Task AnswerAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        lock (seen) seen.Add((authorization, body));
        context.Response.StatusCode = revoked is not null && authorization.Contains(revoked, StringComparison.Ordinal) ? 401 : 200;
        await context.Response.WriteAsync("thanks");
    }
}
