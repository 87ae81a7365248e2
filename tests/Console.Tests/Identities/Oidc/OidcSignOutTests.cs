using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HoopLike.Console.Identities.Oidc;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

public sealed class OidcSignOutTests(OidcPair pair) : IClassFixture<OidcPair>
{
    const string Event = "http://schemas.openid.net/event/backchannel-logout";

    [Fact]
    public async Task Signing_out_here_goes_on_to_the_provider_and_comes_back()
    {
        var (provider, console) = (pair.Provider, pair.Console);
        using var browser = new OidcBrowser(console, provider);
        await browser.SignInAsync();
        var token = (await browser.Http.GetFromJsonAsync<JsonObject>("/api/v1/antiforgery"))!;

        var answer = await browser.Http.PostAsync("/signout", new FormUrlEncodedContent([new((string)token["field"]!, (string)token["token"]!)]));

        var page = await answer.Content.ReadAsStringAsync();
        var address = WebUtility.HtmlDecode(page.Split("url=")[1].Split('"')[0]);
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        Assert.StartsWith(provider.Issuer + "/end?", address);
        Assert.StartsWith("eyJ", query["id_token_hint"]);
        Assert.Equal(FakeProvider.ClientId, query["client_id"]);
        Assert.Equal($"{console.Address}/signin/oidc/corp/signed-out", query["post_logout_redirect_uri"]);
        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal("u-1, sign-in at corp: signed out, and sent to corp to sign out there", await browser.AuditedAsync("sign-in.ended"));
        Assert.Equal("/signin?signedOut=corp", (await browser.Http.GetAsync($"/signin/oidc/corp/signed-out?state={Uri.EscapeDataString(query["state"]!)}")).Headers.Location!.ToString());
        Assert.Equal("/signin", (await browser.Http.GetAsync("/signin/oidc/corp/signed-out?state=junk")).Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("sid", true)]
    [InlineData("sub", true)]
    [InlineData("other-sid", false)]
    public async Task The_provider_ends_the_sign_ins_that_its_logout_token_names(string names, bool ends)
    {
        var (provider, console) = (pair.Provider, pair.Console);
        using var browser = new OidcBrowser(console, provider);
        await browser.SignInAsync();

        var answer = await LogoutAsync(console, provider.Sign(Claims(provider, c =>
        {
            if (names != "sub") c["sid"] = names == "sid" ? "session-1" : "session-9";
            if (names == "sub") c["sub"] = "u-1";
        }), typ: "logout+jwt"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(!ends, await browser.IsSignedInAsync());
        if (ends) Assert.Equal("u-1, sign-in at corp: signed out at corp", await browser.AuditedAsync("sign-in.ended"));
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "nonce", "The logout token holds a nonce, which it must not." },
        { "events", "The logout token is about something else (events)." },
        { "event-kind", "The logout token is about something else (events)." },
        { "jti", "The logout token has no id (jti)." },
        { "nobody", "The logout token names neither a person (sub) nor a session (sid)." },
        { "aud", "The logout token is for 'somebody-else'" },
        { "iss", "The logout token was issued by 'https://evil.example'" },
        { "expired", "The logout token expired at" },
        { "typ", "It is of the type 'at+jwt', not a logout token." },
        { "none", "The logout token is signed with 'none'" },
        { "empty", "The logout token is no signed token." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_logout_token_that_is_not_good_ends_nothing(string fault, string words)
    {
        var (provider, console) = (pair.Provider, pair.Console);
        using var browser = new OidcBrowser(console, provider);
        await browser.SignInAsync();
        var claims = Claims(provider, c => c["sub"] = "u-1");
        switch (fault)
        {
            case "nonce": claims["nonce"] = "n"; break;
            case "events": claims.Remove("events"); break;
            case "event-kind": claims["events"] = new JsonObject { ["http://other"] = new JsonObject() }; break;
            case "jti": claims.Remove("jti"); break;
            case "nobody": claims.Remove("sub"); break;
            case "aud": claims["aud"] = "somebody-else"; break;
            case "iss": claims["iss"] = "https://evil.example"; break;
            case "expired": claims["exp"] = DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeSeconds(); break;
        }

        var (status, body) = await LogoutAsync(console, fault == "empty" ? "" : provider.Sign(claims, algorithm: fault == "none" ? "none" : null, typ: fault == "typ" ? "at+jwt" : "logout+jwt"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(words, (string)body!["error_description"]!);
        Assert.StartsWith("corp, by the back channel: " + words, await browser.AuditedAsync("sign-out.refused"));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_logout_token_counts_once()
    {
        var (provider, console) = (pair.Provider, pair.Console);
        using var browser = new OidcBrowser(console, provider);
        await browser.SignInAsync();
        var token = provider.Sign(Claims(provider, c => c["sub"] = "u-1"), typ: "logout+jwt");
        Assert.Equal(HttpStatusCode.OK, (await LogoutAsync(console, token)).Status);
        await browser.SignInAsync();

        var (status, body) = await LogoutAsync(console, token);

        Assert.Equal((HttpStatusCode.BadRequest, "The logout token was used before."), (status, (string)body!["error_description"]!));
        Assert.True(await browser.IsSignedInAsync());
    }

    static JsonObject Claims(FakeProvider provider, Action<JsonObject> more)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = provider.Issuer, ["aud"] = FakeProvider.ClientId, ["iat"] = now, ["exp"] = now + 120, ["jti"] = Guid.NewGuid().ToString(), ["events"] = new JsonObject { [Event] = new JsonObject() } };
        more(claims);
        return claims;
    }

    static async Task<(HttpStatusCode Status, JsonNode? Body)> LogoutAsync(RunningConsole console, string token)
    {
        using var client = console.Client();
        using var answer = await client.PostAsync(OidcOptions.CallbackOf("corp") + "/logout", new FormUrlEncodedContent([new("logout_token", token)]));
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }
}
