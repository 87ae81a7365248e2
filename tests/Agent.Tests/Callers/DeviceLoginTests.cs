using HoopLike.Agent.Callers;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Http;
using Xunit;
using static HoopLike.Agent.Tests.Callers.ScriptedServer;

namespace HoopLike.Agent.Tests.Callers;

/// <summary>The device flow under answers that a console on the same machine never gives. That it works with the real one is tried end to end.</summary>
public sealed class DeviceLoginTests : IAsyncLifetime
{
    private static readonly RequestDelegate pending = Json(400, new { error = "authorization_pending" });
    private static readonly RequestDelegate given = Json(200, new { access_token = "at", token_type = "bearer", expires_in = 600 });
    private readonly ManualTime time = new();
    private ScriptedServer server = null!;
    private OAuthClient oauth = null!;

    public async Task InitializeAsync()
    {
        server = await ScriptedServer.StartAsync(time);
        server.OfferOAuth();
        oauth = new OAuthClient(ConsoleAddress.Parse(server.Address));
    }

    public async Task DisposeAsync()
    {
        oauth.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task The_code_is_asked_for_and_handed_in_as_the_RFC_says()
    {
        Invite(interval: 7);
        server.Paths["/oauth/token"] = given;
        var invitation = await oauth.InviteAsync(default);
        Assert.Equal(("WDJB-MJHT", $"{server.Address}/device", $"{server.Address}/device?user_code=WDJB-MJHT"), (invitation.UserCode, invitation.Verification.AbsoluteUri, invitation.VerificationComplete!.AbsoluteUri));
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(300)), (invitation.Interval, invitation.Life));

        var token = await PolledAsync(new DeviceLogin(oauth, time).WaitAsync(invitation, default));

        Assert.Equal(("at", TimeSpan.FromSeconds(600)), (token.Token.Reveal(), token.Life));
        Assert.Equal("client_id=hooplike-cli", server.Asked.Single(a => a.Call == "POST /oauth/device_authorization").Body);
        Assert.Equal("client_id=hooplike-cli&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=dc", server.Asked.Single(a => a.Call == "POST /oauth/token").Body);
    }

    [Fact]
    public async Task An_interval_that_is_not_named_is_five_seconds()
    {
        Invite(interval: null);

        Assert.Equal(TimeSpan.FromSeconds(5), (await oauth.InviteAsync(default)).Interval);
    }

    [Fact]
    public async Task Slow_down_makes_every_later_pause_five_seconds_longer()
    {
        server.Paths["/oauth/token"] = InTurn(pending, Json(400, new { error = "slow_down" }), pending, Json(429, new { title = "slow" }), given);

        await PolledAsync(WaitAsync(interval: 5, life: 600));

        Assert.Equal([5, 5, 10, 10, 15], Pauses());
    }

    [Fact]
    public async Task An_answer_that_is_lost_doubles_the_pause_and_is_asked_for_again()
    {
        server.Paths["/oauth/token"] = InTurn(Lost, Lost, pending, given);

        await PolledAsync(WaitAsync(interval: 5, life: 600));

        Assert.Equal([5, 10, 20, 20], Pauses());
    }

    [Theory]
    [InlineData("access_denied", "denied")]
    [InlineData("expired_token", "Run the command again")]
    [InlineData("invalid_client", "refused the sign-in: invalid_client")]
    public async Task What_ends_it_is_told_in_words(string error, string told)
    {
        server.Paths["/oauth/token"] = InTurn(pending, Json(400, new { error }));

        var failure = await Assert.ThrowsAsync<CallerFailure>(() => PolledAsync(WaitAsync(interval: 5, life: 600)));

        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_waited_for_longer_than_the_code_lives()
    {
        server.Paths["/oauth/token"] = pending;

        var failure = await Assert.ThrowsAsync<CallerFailure>(() => PolledAsync(WaitAsync(interval: 5, life: 20)));

        Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
        Assert.InRange(server.Asked.Count(a => a.Call == "POST /oauth/token"), 2, 4);
    }

    [Fact]
    public async Task The_wait_ends_when_it_is_told_to()
    {
        server.Paths["/oauth/token"] = pending;
        using var stop = new CancellationTokenSource();
        var waiting = new DeviceLogin(oauth, time).WaitAsync(Invitation(5, 600), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not an address")]
    public async Task A_page_that_no_browser_should_open_is_refused(string page)
    {
        server.Paths["/oauth/device_authorization"] = Json(200, new { device_code = "dc", user_code = "X", verification_uri = page, expires_in = 300 });

        await Assert.ThrowsAsync<CallerFailure>(() => oauth.InviteAsync(default));
    }

    [Fact]
    public async Task An_endpoint_on_another_host_than_the_console_gets_nothing()
    {
        await using var other = await ScriptedServer.StartAsync();
        server.Paths["/.well-known/oauth-authorization-server"] = Json(200, new { issuer = server.Address, token_endpoint = other.Address + "/oauth/token" });

        await Assert.ThrowsAsync<CallerFailure>(() => oauth.AskAsync([new("grant_type", "password"), new("password", "secret")], default));

        Assert.Empty(other.Asked);
        Assert.DoesNotContain(server.Asked, a => a.Body.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_console_that_calls_itself_something_else_is_still_asked_where_the_user_said()
    {
        server.OfferOAuth("https://hooplike.example.com");
        server.Paths["/oauth/token"] = given;

        var (token, _) = await oauth.AskAsync([new("grant_type", "password")], default);

        Assert.Equal("at", token!.Token.Reveal());
    }

    private void Invite(int? interval)
    {
        var answer = new Dictionary<string, object>
        {
            ["device_code"] = "dc", ["user_code"] = "WDJB-MJHT", ["verification_uri"] = server.Address + "/device", ["verification_uri_complete"] = server.Address + "/device?user_code=WDJB-MJHT", ["expires_in"] = 300,
        };
        if (interval is { } seconds) answer["interval"] = seconds;
        server.Paths["/oauth/device_authorization"] = Json(200, answer);
    }

    private Task<GivenToken> WaitAsync(int interval, int life) => new DeviceLogin(oauth, time).WaitAsync(Invitation(interval, life), default);

    private DeviceInvitation Invitation(int interval, int life) =>
        new(new Secret("dc"), "X", new Uri(server.Address), null, TimeSpan.FromSeconds(life), TimeSpan.FromSeconds(interval));

    /// <summary>Lets the clock run whenever the command waits for it.</summary>
    private async Task<GivenToken> PolledAsync(Task<GivenToken> login)
    {
        while (!login.IsCompleted)
        {
            var scheduled = time.Scheduled;
            if (time.IsAwaited) time.Advance(TimeSpan.FromSeconds(1));
            else if (!login.IsCompleted) await Task.WhenAny(login, scheduled).WaitAsync(Some.Patience);
        }

        return await login;
    }

    private int[] Pauses()
    {
        var at = server.Asked.Where(a => a.Call == "POST /oauth/token").Select(a => a.At).Prepend(new ManualTime().GetUtcNow()).ToArray();
        return [.. at.Zip(at.Skip(1), (a, b) => (int)(b - a).TotalSeconds)];
    }
}
