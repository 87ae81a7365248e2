using System.Net;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>A connection whose target lies under a path of its own.</summary>
public sealed class BasePathTests : IAsyncLifetime
{
    private readonly List<string> seen = [];
    private Action<HttpResponse> answer = static _ => { };
    private HttpGateway gateway = null!;

    public async Task InitializeAsync() => gateway = await HttpGateway.StartAsync(
        context =>
        {
            seen.Add(context.Features.Get<IHttpRequestFeature>()!.RawTarget);
            answer(context.Response);
            return Task.CompletedTask;
        }, reach: target => target with { Path = "/api/v1" });

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Theory]
    [InlineData("/", "/api/v1/")]
    [InlineData("/models?x=%2f", "/api/v1/models?x=%2F")]
    [InlineData("/../admin", "/api/v1/admin")]
    [InlineData("/%2e%2e/%2E%2e/admin", "/api/v1/admin")]
    [InlineData("//..//admin", "/api/v1/admin")]
    [InlineData("/a/../../../api/v2", "/api/v1/api/v2")]
    public async Task Whatever_a_caller_writes_lies_below_the_base_path(string asked, string sent)
    {
        await gateway.SayAsync($"GET {asked} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {HttpGateway.Key}\r\nConnection: close\r\n\r\n");

        Assert.Equal(sent, Assert.Single(seen));
    }

    [Fact]
    public async Task Policies_and_recordings_see_the_path_that_the_caller_sent()
    {
        gateway.Rule([new PolicyConfig { Name = "no-models", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Http = new HttpMatch { Paths = ["/models"] } }]);

        using var denied = await gateway.SendAsync(HttpMethod.Get, "/models");
        using var allowed = await gateway.SendAsync(HttpMethod.Get, "/api/v1/models");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, "/api/v1/api/v1/models"), (denied.StatusCode, allowed.StatusCode, Assert.Single(seen)));
        Assert.Equal(["GET /models", "GET /api/v1/models"], gateway.Events().Where(e => e.Kind == RecordKind.Operation).Select(e => e.Read<OperationEvent>().Text!.Text.Split('\n')[0]));
    }

    [Theory]
    [InlineData("/api/v1/a?b=c#d", "/a?b=c#d")]
    [InlineData("/api/v1", "/")]
    [InlineData("http://TARGET/api/v1/a", "http://GATEWAY/a")]
    [InlineData("//TARGET/api/v1/a", "http://GATEWAY/a")]
    [InlineData("a/b", "a/b")]
    [InlineData("https://elsewhere.example.com/x", "https://elsewhere.example.com/x")]
    public async Task A_redirect_comes_back_without_the_base_path(string location, string told)
    {
        answer = r => r.Redirect(location.Replace("TARGET", r.HttpContext.Request.Host.Value, StringComparison.Ordinal));

        using var got = await gateway.SendAsync(HttpMethod.Get, "/");

        Assert.Equal(told.Replace("GATEWAY", $"127.0.0.1:{gateway.Port}", StringComparison.Ordinal), got.Headers.GetValues("Location").Single());
    }

    [Theory]
    [InlineData("/api/v2/a")]
    [InlineData("/api/v11")]
    [InlineData("/")]
    public async Task A_redirect_out_of_the_base_path_is_not_let_through(string location)
    {
        answer = r => r.Redirect(location);

        using var got = await gateway.SendAsync(HttpMethod.Get, "/");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, null), (got.StatusCode, got.Headers.Location));
    }

    [Fact]
    public async Task Links_and_cookies_come_back_as_the_gateways()
    {
        answer = r =>
        {
            r.Headers.Link = $"<http://{r.HttpContext.Request.Host}/api/v1/items?page=2>; rel=\"next\", <https://docs.example.com/>; rel=help";
            r.Headers.SetCookie = "sid=1; Path=/api/v1/x; Domain=internal.example.com; HttpOnly";
        };

        using var got = await gateway.SendAsync(HttpMethod.Get, "/");

        Assert.Equal($"<http://127.0.0.1:{gateway.Port}/items?page=2>; rel=\"next\", <https://docs.example.com/>; rel=help", string.Join(", ", got.Headers.GetValues("Link")));
        Assert.Equal("sid=1; Path=/x; HttpOnly", got.Headers.GetValues("Set-Cookie").Single());
    }
}
