using HoopLike.Console.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HoopLike.Console.Tests.Api;

/// <summary>Who may call what. Every address of the console stands here, so that none can be forgotten.</summary>
public sealed class RoleMatrixTests : IClassFixture<RoleMatrixTests.Console>
{
    const string Id = "11111111-1111-1111-1111-111111111111";

    /// <summary>Method and route; then who gets past authorisation: everybody (*), or callers by a letter: u(ser), p (approver), d (auditor), a(dmin).</summary>
    static readonly (string Method, string Route, string Allowed)[] matrix =
    [
        ("GET", "/healthz/live", "*"),
        ("GET", "/healthz/ready", "*"),
        ("GET", "/ca.crt", "*"),
        ("GET", "/.well-known/oauth-authorization-server", "*"),
        ("GET", "/.well-known/openid-configuration", "*"),
        ("GET", "/.well-known/oauth-protected-resource/mcp", "*"),
        ("POST", "/mcp", "upda"),
        ("GET", "/mcp", "upda"),
        ("DELETE", "/mcp", "upda"),
        ("GET", "/oauth/keys", "*"),
        ("POST", "/oauth/device_authorization", "*"),
        ("POST", "/oauth/token", "*"),
        ("POST", "/oauth/revoke", "*"),
        ("POST", "/signin", "*"),
        ("GET", "/signin/with/{provider}", "*"),
        ("GET", "/signin/oidc/{provider}", "*"),
        ("GET", "/signin/oidc/{provider}/signed-out", "*"),
        ("POST", "/signin/oidc/{provider}/logout", "*"),
        ("GET", "/saml/{provider}/metadata", "*"),
        ("POST", "/saml/{provider}/acs", "*"),
        ("GET", "/saml/{provider}/logout", "*"),
        ("POST", "/saml/{provider}/logout", "*"),
        ("POST", "/signout", "upda"),
        ("GET", "/api/v1/antiforgery", "*"),
        ("POST", "/agent/enrol", "*"),
        ("GET", "/openapi/{documentName}.json", "upda"),
        ("GET", "/api/v1/config", "a"),
        ("PUT", "/api/v1/config", "a"),
        ("GET", "/api/v1/whoami", "upda"),
        ("POST", "/api/v1/tokens", "upda"),
        ("GET", "/api/v1/agents", "da"),
        ("GET", "/api/v1/agents/{name}/processes", "da"),
        ("POST", "/api/v1/agents/{name}/processes/{id:guid}/rotate-key", "a"),
        ("POST", "/api/v1/agents/{name}/processes/{id:guid}/revoke", "a"),
        ("GET", "/api/v1/connections", "upda"),
        ("POST", "/api/v1/access-requests", "upda"),
        ("GET", "/api/v1/approvals", "pda"),
        ("GET", "/api/v1/approvals/{id:guid}", "upda"),
        ("POST", "/api/v1/approvals/{id:guid}/approve", "p"),
        ("POST", "/api/v1/approvals/{id:guid}/deny", "p"),
        ("POST", "/api/v1/approvals/{id:guid}/revoke", "pa"),
        ("GET", "/api/v1/sessions", "upda"),
        ("GET", "/api/v1/sessions/{id:guid}", "upda"),
        ("GET", "/api/v1/sessions/{id:guid}/events", "upda"),
        ("GET", "/api/v1/sessions/{id:guid}/operations.csv", "upda"),
        ("GET", "/api/v1/sessions/{id:guid}/recording", "da"),
        ("POST", "/api/v1/sessions/{id:guid}/kill", "a"),
        ("GET", "/api/v1/audit", "da"),
        ("GET", "/api/v1/audit/export", "da"),
        ("POST", "/api/v1/simulate", "a"),
        ("POST", "/api/v1/policies/backtest", "a"),
    ];

    /// <summary>Agents only; their own tests say who is let in.</summary>
    static readonly string[] hubs = ["/agent/control", "/agent/control/negotiate", "/agent/recordings", "/agent/recordings/negotiate"];

    static readonly (char Letter, string Key)[] callers = [('u', SomeConfig.AnalystKey), ('p', SomeConfig.ApproverKey), ('d', SomeConfig.AuditorKey), ('a', SomeConfig.AdminKey)];

    /// <summary>Where strangers come in: a redirect is their answer, not a way to the sign-in page.</summary>
    static readonly string[] answersBrowsers = ["/signin", "/saml/"];

    readonly Console console;

    public RoleMatrixTests(Console console) => this.console = console;

    public static TheoryData<string, string, string> Calls
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (method, route, allowed) in matrix) data.Add(method, route, allowed);
            return data;
        }
    }

    [Fact]
    public void Every_endpoint_stands_in_the_table()
    {
        var known = matrix.Select(m => $"{m.Method} {m.Route}").ToHashSet();
        var unknown = Endpoints.Where(e => !IsPage(e) && !IsFile(e) && !hubs.Contains(RouteOf(e)))
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(m => $"{m} {RouteOf(e)}")).Where(e => !known.Contains(e));

        Assert.Equal("", string.Join('\n', unknown));
    }

    [Fact]
    public void Pages_ask_for_a_signed_in_caller_unless_they_say_otherwise()
    {
        var open = Endpoints.Where(e => IsPage(e) && e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(RouteOf).Distinct().Order();

        Assert.Equal(["/denied", "/not-found", "/signin"], open);
    }

    [Fact]
    public async Task A_stranger_is_sent_to_the_sign_in_page()
    {
        using var client = console.Running.Client();

        foreach (var path in new[] { "/", "/agents", "/approvals", "/sessions" })
            Assert.StartsWith($"{console.Running.Address}/signin?", (await client.GetAsync(path)).Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Each_role_gets_what_it_may_and_nothing_else(string method, string route, string allowed)
    {
        var path = route.Replace("{id:guid}", Id).Replace("{name}", "no-such-agent").Replace("{provider}", "no-such-provider").Replace("{documentName}", "v1");
        object? body = method == "GET" ? null : route.EndsWith("/config", StringComparison.Ordinal) || route.EndsWith("/backtest", StringComparison.Ordinal) ? "{}" : new { };

        var takesForm = method == "POST" && answersBrowsers.Concat(["/oauth/"]).Any(r => route.StartsWith(r, StringComparison.Ordinal));
        var anonymous = (int)(takesForm ? await OAuthTests.FormAsync(console.Running, path) : await console.Running.CallAsync(null, new HttpMethod(method), path, body)).Status;
        Assert.True((allowed == "*") != (anonymous == 401 || (anonymous == 302 && !answersBrowsers.Any(r => route.StartsWith(r, StringComparison.Ordinal)))), $"{method} {route} by nobody: {anonymous}");
        if (allowed == "*") return;
        foreach (var (letter, key) in callers)
        {
            var (status, answer) = await console.Running.CallAsync(key, new HttpMethod(method), path, body);
            var refused = (int)status is 401 || ((int)status == 403 && answer?["detail"] is null);
            Assert.True(allowed.Contains(letter) != refused, $"{method} {route} by {letter}: {(int)status}");
        }
    }

    [Fact]
    public async Task A_token_for_one_connection_proves_who_calls_and_carries_no_role()
    {
        var (_, issued) = await console.Running.PostAsync(SomeConfig.AdminApproverKey, "/api/v1/tokens", new { connection = "vault", minutes = 5 });
        var token = (string)issued!["token"]!;

        Assert.Equal(403, (int)(await console.Running.GetAsync(token, "/api/v1/config")).Status);
        Assert.Equal(403, (int)(await console.Running.PostAsync(token, "/api/v1/tokens", new { minutes = 5 })).Status);
        Assert.Equal(["vault"], (await console.Running.GetAsync(token, "/api/v1/connections")).Body!.AsArray().Select(c => (string?)c!["name"]));
    }

    [Fact]
    public async Task Tokens_are_only_for_connections_that_the_caller_may_use()
    {
        Assert.Equal(403, (int)(await console.Running.PostAsync(SomeConfig.AuditorKey, "/api/v1/tokens", new { connection = "shop", minutes = 5 })).Status);
        Assert.Equal(400, (int)(await console.Running.PostAsync(SomeConfig.AnalystKey, "/api/v1/tokens", new { connection = "shop", minutes = 721 })).Status);
    }

    IEnumerable<RouteEndpoint> Endpoints => console.Running.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    static string RouteOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    static bool IsPage(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    /// <summary>Scripts, styles and the pages' own link, which a page needs before anybody is known.</summary>
    static bool IsFile(RouteEndpoint endpoint) =>
        RouteOf(endpoint) == "/{**path:file}" || RouteOf(endpoint).StartsWith("/_", StringComparison.Ordinal) || endpoint.Metadata.Any(m => m.GetType().Name == "StaticAssetDescriptor");

    public sealed class Console : IAsyncLifetime
    {
        public RunningConsole Running { get; private set; } = null!;

        public async Task InitializeAsync() => Running = await RunningConsole.StartAsync(SomeConfig.Yaml);

        public async Task DisposeAsync() => await Running.DisposeAsync();
    }
}
