using HoopLike.Agent.Protocols.Http.Credentials;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Credentials;

/// <summary>Tokens of the client credentials grant, from a real server.</summary>
public sealed class TokenSourceTests : IAsyncLifetime
{
    private readonly ManualTime time = new();
    private TokenServer server = null!;

    public async Task InitializeAsync() => server = await TokenServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData(OauthClientAuthentication.Basic)]
    [InlineData(OauthClientAuthentication.Post)]
    public async Task The_client_shows_itself_where_it_is_told_to(OauthClientAuthentication authentication)
    {
        server.Gate.SetResult();

        Assert.Equal("access-token-1", await Source(authentication).GetAsync(default));

        var (client, form) = Assert.Single(server.Asked);
        Assert.Equal(("client_credentials", "read write", "https://api.example.com"), (form["grant_type"], form["scope"], form["audience"]));
        Assert.Equal(authentication == OauthClientAuthentication.Basic ? "gateway+client:token-client%2Bsecret%25%261" : null, client);
        Assert.Equal(authentication == OauthClientAuthentication.Post ? ("gateway client", TokenServer.ClientSecret) : (null, null), (form.GetValueOrDefault("client_id"), form.GetValueOrDefault("client_secret")));
    }

    [Fact]
    public async Task Many_callers_at_once_ask_once_and_one_that_leaves_takes_nothing_from_the_others()
    {
        var source = Source();
        using var leaving = new CancellationTokenSource();
        var left = source.GetAsync(leaving.Token);
        var others = Enumerable.Range(0, 20).Select(_ => source.GetAsync(default)).ToList();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        server.Gate.SetResult();

        Assert.Equal(["access-token-1"], (await Task.WhenAll(others)).Distinct());
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task A_token_is_used_until_shortly_before_its_end()
    {
        server.Gate.SetResult();
        var source = Source();
        await source.GetAsync(default);

        time.Advance(TimeSpan.FromSeconds(3539));
        Assert.Equal("access-token-1", await source.GetAsync(default));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("access-token-2", await source.GetAsync(default));
    }

    [Fact]
    public async Task A_token_that_was_refused_is_dropped_and_a_newer_one_is_not()
    {
        server.Gate.SetResult();
        var source = Source();
        var first = await source.GetAsync(default);
        source.Drop(first);
        var second = await source.GetAsync(default);

        source.Drop(first);

        Assert.Equal(("access-token-2", "access-token-2"), (second, await source.GetAsync(default)));
    }

    [Theory]
    [InlineData(401, """{"error": "invalid_client", "error_description": "token-client+secret%&1 is wrong"}""", "gave the gateway no token (401, invalid_client)")]
    [InlineData(400, """{"error": "token-client+secret%&1"}""", "gave the gateway no token (400)")]
    [InlineData(500, "token-client+secret%&1", "gave the gateway no token (500)")]
    [InlineData(302, "", "gave the gateway no token (302)")]
    [InlineData(200, "<html>", "did not answer with a token")]
    [InlineData(200, "{}", "no bearer token")]
    [InlineData(200, """{"token_type": "mac", "access_token": "x"}""", "no bearer token")]
    [InlineData(200, """{"token_type": "bearer"}""", "gave no token that can be sent")]
    [InlineData(200, """{"token_type": "bearer", "access_token": "a\r\nX: b"}""", "gave no token that can be sent")]
    public async Task What_is_no_token_is_told_without_the_servers_words_and_asked_for_again(int status, string body, string words)
    {
        server.Gate.SetResult();
        var usual = server.Answer;
        server.Answer = n => n == 1 ? (status, body) : usual(n);
        var source = Source();

        var failure = await Assert.ThrowsAsync<TargetCredentialException>(() => source.GetAsync(default));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("access-token-2", await source.GetAsync(default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_token_servers_certificate_is_checked(bool isTrusted)
    {
        var authority = new TestAuthority("token servers");
        await using var tls = await TokenServer.StartAsync(authority);
        tls.Gate.SetResult();
        var source = new TokenSource(tls.Credential(authority: isTrusted ? authority.Pem : new TestAuthority("others").Pem), time);

        if (isTrusted) Assert.Equal("access-token-1", await source.GetAsync(default));
        else Assert.Contains("cannot be trusted", (await Assert.ThrowsAsync<TargetCredentialException>(() => source.GetAsync(default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_without_its_address()
    {
        var credential = server.Credential();
        await server.DisposeAsync();

        var failure = await Assert.ThrowsAsync<TargetCredentialException>(() => new TokenSource(credential, time).GetAsync(default));

        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        var next = time.Scheduled;
        var asking = Source().GetAsync(default);
        while (!time.IsDueIn(TimeSpan.FromSeconds(15)))
        {
            await next.WaitAsync(Some.Patience);
            next = time.Scheduled;
        }

        time.Advance(TimeSpan.FromSeconds(15));

        Assert.Contains("did not answer within 15 seconds", (await Assert.ThrowsAsync<TargetCredentialException>(() => asking)).Message, StringComparison.Ordinal);
        server.Gate.SetResult();
    }

    [Fact]
    public void Each_connection_has_one_source_until_its_credential_changes()
    {
        var (sources, connection) = (new TokenSources(time), Some.Connection("api") with { Credential = server.Credential() });

        var first = sources.For(connection);

        Assert.Same(first, sources.For(connection with { Tags = connection.Tags.Add("a", "b") }));
        Assert.NotSame(first, sources.For(connection with { Name = "other" }));
        Assert.NotSame(first, sources.For(connection with { Credential = server.Credential(OauthClientAuthentication.Post) }));
    }

    private TokenSource Source(OauthClientAuthentication authentication = OauthClientAuthentication.Basic) => new(server.Credential(authentication), time);
}
