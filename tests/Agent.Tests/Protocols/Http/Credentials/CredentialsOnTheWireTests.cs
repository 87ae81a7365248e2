using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Credentials;

/// <summary>Each kind of credential, from a caller's request to a real target, and what comes back of it.</summary>
public sealed class CredentialsOnTheWireTests : IAsyncDisposable
{
    private const string Token = "s3cret+token/with=signs&more";

    private readonly List<(string Target, Dictionary<string, string> Headers, string Body)> seen = [];
    private Func<HttpContext, Task> answer = c => c.Response.WriteAsync("fine");
    private HttpGateway? gateway;

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null) await gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("someone", "pass word:é", "Basic c29tZW9uZTpwYXNzIHdvcmQ6w6k=")]
    [InlineData("sk_key_alone", null, "Basic c2tfa2V5X2Fsb25lOg==")]
    public async Task Basic_takes_the_place_of_what_the_caller_proved_itself_with(string user, string? password, string sent)
    {
        await StartAsync(new CredentialConfig(user, password is null ? null : new Secret(password)));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/a")).StatusCode);

        Assert.Equal(sent, Assert.Single(seen).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_header_takes_the_place_of_the_callers_own_and_is_hidden_on_record()
    {
        await StartAsync(new CredentialConfig("", new Secret(Token)) { Kind = CredentialKind.Header, Parameter = "X-Tenant-Key" });
        using var request = gateway!.Request(HttpMethod.Get, "/a");
        request.Headers.Add("x-tenant-key", ["callers-own-1", "callers-own-2"]);

        using var _ = await gateway.Client.SendAsync(request);

        Assert.Equal(Token, Assert.Single(seen).Headers["X-Tenant-Key"]);
        Assert.DoesNotContain("Authorization", seen[0].Headers.Keys);
        Assert.DoesNotContain("callers-own", Recorded(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a", "/a?api+key=SECRET")]
    [InlineData("/a?b=c&b=%2F", "/a?b=c&b=%2F&api+key=SECRET")]
    [InlineData("/a?api%20key=mine&b=1&API+KEY=mine&api+key", "/a?b=1&api+key=SECRET")]
    public async Task A_query_parameter_is_put_in_last_and_seen_by_the_target_alone(string asked, string sent)
    {
        await StartAsync(new CredentialConfig("", new Secret(Token)) { Kind = CredentialKind.Query, Parameter = "api key" });
        gateway!.Rule([new PolicyConfig { Name = "no-secrets", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Http = new HttpMatch { Headers = Headers("*s3cret*") } }]);
        answer = c =>
        {
            c.Response.Headers["X-Asked"] = c.Features.Get<IHttpRequestFeature>()!.RawTarget;
            c.Response.Redirect($"http://{c.Request.Host}/next?x=1&{c.Request.QueryString.Value![1..]}#there");
            return Task.CompletedTask;
        };

        using var got = await GetAsync(asked);

        Assert.Equal(sent.Replace("api+key=SECRET", $"api%20key={Uri.EscapeDataString(Token)}", StringComparison.Ordinal), Assert.Single(seen).Target);
        Assert.DoesNotContain("s3cret", got.ToString() + Recorded(), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith($"http://127.0.0.1:{gateway.Port}/next?x=1", got.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("#there", got.Headers.Location.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_401_of_the_target_is_about_the_gateway_and_comes_as_a_502_without_its_words()
    {
        await StartAsync(new CredentialConfig("", new Secret(Token)) { Kind = CredentialKind.Bearer });
        answer = c =>
        {
            c.Response.StatusCode = 401;
            c.Response.Headers.WWWAuthenticate = "Bearer realm=\"internal\"";
            return c.Response.WriteAsync($"{Token} is wrong");
        };

        using var got = await GetAsync("/a");
        var problem = JsonNode.Parse(await got.Content.ReadAsStringAsync())!;

        Assert.Equal((HttpStatusCode.BadGateway, "The target does not take the gateway's credential; tell whoever runs this gateway."), (got.StatusCode, (string?)problem["title"]));
        Assert.Empty(got.Headers.WwwAuthenticate);
        Assert.DoesNotContain("s3cret", problem.ToJsonString() + Recorded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_put_in_a_401_is_the_callers_but_never_with_a_challenge()
    {
        await StartAsync(new CredentialConfig("", null) { Kind = CredentialKind.None });
        answer = c =>
        {
            c.Response.StatusCode = 401;
            c.Response.Headers.WWWAuthenticate = "Basic realm=x";
            return c.Response.WriteAsync("log in first");
        };

        using var got = await GetAsync("/a");

        Assert.Equal((HttpStatusCode.Unauthorized, "log in first", 0), (got.StatusCode, await got.Content.ReadAsStringAsync(), got.Headers.WwwAuthenticate.Count));
        Assert.DoesNotContain("Authorization", seen[0].Headers.Keys);
    }

    [Fact]
    public async Task No_line_of_an_answers_head_brings_the_credential_back()
    {
        await StartAsync(new CredentialConfig("", new Secret(Token)) { Kind = CredentialKind.Bearer });
        answer = async c =>
        {
            c.Response.Headers["X-Debug"] = $"got Bearer {Token}";
            c.Response.Headers["X-Debug-Escaped"] = Uri.EscapeDataString(Token);
            c.Response.Headers["X-Fine"] = "fine";
            await c.Response.WriteAsync("fine");
        };

        using var got = await GetAsync("/a");

        Assert.Equal(("fine", "got Bearer ***", "***"), (got.Headers.GetValues("X-Fine").Single(), got.Headers.GetValues("X-Debug").Single(), got.Headers.GetValues("X-Debug-Escaped").Single()));
    }

    [Fact]
    public async Task A_secret_that_is_replaced_is_used_from_the_next_request_on()
    {
        await StartAsync(new CredentialConfig("", new Secret("first-token")) { Kind = CredentialKind.Bearer });
        (await GetAsync("/a")).Dispose();

        gateway!.Replace(new CredentialConfig("", new Secret("second-token")) { Kind = CredentialKind.Bearer });
        (await GetAsync("/a")).Dispose();

        Assert.Equal(["Bearer first-token", "Bearer second-token"], seen.Select(s => s.Headers["Authorization"]));
        Assert.Single(gateway.Registry.All);
    }

    [Fact]
    public async Task A_connection_without_its_secret_reaches_nothing_and_says_so()
    {
        await StartAsync(new CredentialConfig("", null) { Kind = CredentialKind.Bearer });

        using var got = await GetAsync("/a");

        Assert.Equal(HttpStatusCode.BadGateway, got.StatusCode);
        Assert.Contains("has no secret for its target", await got.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(seen);
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, System.Collections.Immutable.ImmutableArray<string>> Headers(string glob) =>
        System.Collections.Immutable.ImmutableSortedDictionary<string, System.Collections.Immutable.ImmutableArray<string>>.Empty.Add("Authorization", [glob]);

    private async Task StartAsync(CredentialConfig credential) => gateway = await HttpGateway.StartAsync(
        async context =>
        {
            var body = await new StreamReader(context.Request.Body, Encoding.UTF8).ReadToEndAsync();
            lock (seen) seen.Add((context.Features.Get<IHttpRequestFeature>()!.RawTarget, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body));
            await answer(context);
        },
        credential);

    private Task<HttpResponseMessage> GetAsync(string path) => gateway!.SendAsync(HttpMethod.Get, path);

    private string Recorded() => string.Join('\n', gateway!.Events().Select(e => System.Text.Json.JsonSerializer.Serialize(e)));
}
