using System.Net;
using System.Text.Json.Nodes;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Oidc;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

/// <summary>What a provider says later counts here too.</summary>
[Collection(nameof(Stores))]
public sealed class OidcRenewalTests(Stores stores)
{
    [Fact]
    public async Task Groups_taken_away_at_the_provider_take_the_role_away_here()
    {
        await using var provider = await FakeProvider.StartAsync();
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(provider.Yaml(), time: time);
        using var browser = new OidcBrowser(console, provider);
        await browser.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync("/api/v1/approvals")).StatusCode);
        provider.Groups = [];

        await RenewAsync(console, time);

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Http.GetAsync("/api/v1/approvals")).StatusCode);
        Assert.True(await browser.IsSignedInAsync());
        Assert.Equal("now ", await browser.AuditedAsync("sign-in.groups-changed"));
    }

    [Fact]
    public async Task Groups_that_only_ID_tokens_tell_are_asked_for_by_the_refresh_token_and_the_new_one_is_kept()
    {
        await using var provider = await FakeProvider.StartAsync();
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(provider.Yaml(), time: time);
        using var browser = new OidcBrowser(console, provider);
        provider.UserInfo = body => (200, Without(body, "groups"));
        provider.IdToken = claims => claims["groups"] = new JsonArray([.. provider.Groups.Select(g => (JsonNode)g)]);
        var given = 0;
        provider.Token = body => Task.FromResult((200, With(body, "refresh_token", $"refresh-{++given}")));
        await browser.SignInAsync();

        provider.Groups = ["audit"];
        await RenewAsync(console, time);
        Assert.Equal(("refresh_token", "refresh-1"), (provider.Form["grant_type"], provider.Form["refresh_token"]));
        Assert.Equal("audit", Assert.Single((await browser.StoredAsync()).Groups));

        await RenewAsync(console, time);
        Assert.Equal("refresh-2", provider.Form["refresh_token"]);
    }

    [Theory]
    [InlineData("invalid_grant", "corp says that it is over: The token endpoint refused: invalid_grant")]
    [InlineData("other-person", "What corp says now is not good: The new ID token is about somebody else (sub).")]
    public async Task Whoever_is_gone_at_the_provider_is_signed_out_here(string fault, string reason)
    {
        await using var provider = await FakeProvider.StartAsync();
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(provider.Yaml(), time: time);
        using var browser = new OidcBrowser(console, provider);
        await browser.SignInAsync();
        if (fault == "other-person") provider.Subject = "u-2";
        else provider.Token = _ => Task.FromResult((400, new JsonObject { ["error"] = "invalid_grant" }));
        provider.UserInfo = body => (provider.Form["grant_type"] == "refresh_token" ? 200 : 401, body);

        await RenewAsync(console, time);

        Assert.Equal(reason, (await browser.StoredAsync()).EndReason);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Without_a_refresh_token_it_lasts_as_long_as_the_access_token()
    {
        await using var provider = await FakeProvider.StartAsync();
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(provider.Yaml(), time: time);
        using var browser = new OidcBrowser(console, provider);
        provider.Token = body => Task.FromResult((200, Without(body, "refresh_token")));
        await browser.SignInAsync();

        await RenewAsync(console, time);
        Assert.True(await browser.IsSignedInAsync());
        time.Advance(TimeSpan.FromMinutes(11));
        await RenewAsync(console, time);

        Assert.False(await browser.IsSignedInAsync());
        Assert.Contains("ran out", (await browser.StoredAsync()).EndReason);
    }

    [Fact]
    public async Task A_provider_that_is_away_signs_nobody_out_and_is_asked_less_and_less_often()
    {
        await using var provider = await FakeProvider.StartAsync();
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(provider.Yaml(), time: time);
        using var browser = new OidcBrowser(console, provider);
        await browser.SignInAsync();
        provider.UserInfo = body => (503, body);
        var before = Count();

        await RenewAsync(console, time);
        Assert.True(await browser.IsSignedInAsync());
        Assert.Equal("The user info endpoint answered 503.", (await browser.StoredAsync()).RefreshError);
        await RenewAsync(console, time);
        await RenewAsync(console, time);
        Assert.Equal(before + 2, Count());

        provider.UserInfo = body => (200, body);
        time.Advance(TimeSpan.FromMinutes(6));
        await RenewAsync(console, time);
        Assert.Null((await browser.StoredAsync()).RefreshError);

        int Count() => provider.Asked.Count(a => a == "/me");
    }

    [Fact]
    public async Task Of_several_consoles_one_asks()
    {
        await using var provider = await FakeProvider.StartAsync();
        var settings = await stores.PostgresSettingsAsync();
        using var data = new TempDirectory();
        var time = new ManualTime();
        await using var one = await RunningConsole.StartAsync(provider.Yaml(), data, time, settings);
        await using var other = await RunningConsole.StartAsync(data: data, time: time, settings: settings);
        using var browser = new OidcBrowser(one, provider);
        await browser.SignInAsync();
        var before = provider.Asked.Count(a => a == "/me");
        time.Advance(OidcRenewal.Every + TimeSpan.FromSeconds(1));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? one : other).Get<OidcRenewal>().RenewDueAsync(default)));

        Assert.Equal(before + 1, provider.Asked.Count(a => a == "/me"));
    }

    static async Task RenewAsync(RunningConsole console, ManualTime time)
    {
        time.Advance(OidcRenewal.Every + TimeSpan.FromSeconds(1));
        await console.Get<OidcRenewal>().RenewDueAsync(default);
    }

    static JsonObject Without(JsonObject body, string member)
    {
        body.Remove(member);
        return body;
    }

    static JsonObject With(JsonObject body, string member, JsonNode value)
    {
        body[member] = value;
        return body;
    }
}
