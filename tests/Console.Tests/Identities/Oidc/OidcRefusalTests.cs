using System.Text.Json.Nodes;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

/// <summary>What is no sign-in: each with its own words in the audit log, a plain sentence in the browser, and no token in either.</summary>
public sealed class OidcRefusalTests
{
    public static TheoryData<string, string, string> Tokens => new()
    {
        { "nonce", "answer", "The ID token's nonce is not the one that was sent." },
        { "iss", "answer", "The ID token was issued by 'https://evil.example'" },
        { "aud", "answer", "The ID token is for 'somebody-else', not for 'hooplike'." },
        { "azp", "answer", "The ID token was issued to 'somebody-else' (azp)" },
        { "many", "answer", "The ID token is for several and does not say to whom it was issued (azp)." },
        { "expired", "clock", "The ID token expired at" },
        { "future", "clock", "The ID token is from the future" },
        { "endless", "answer", "The ID token does not say when it expires." },
        { "none", "answer", "The ID token is signed with 'none', which is not accepted." },
        { "hs256", "answer", "The ID token is signed with 'HS256', which is not accepted." },
        { "kid", "answer", "The token is signed with the key 'foreign', which is not among the provider's keys." },
        { "signature", "answer", "The ID token's signature is wrong." },
        { "at_hash", "answer", "The ID token's at_hash is not that of the access token." },
        { "missing", "answer", "The token endpoint gave no ID token." },
        { "garbage", "answer", "The ID token is no signed token." },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task An_ID_token_that_is_not_good_signs_nobody_in(string fault, string problem, string words)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        using var browser = new OidcBrowser(console, provider);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        provider.IdToken = claims =>
        {
            switch (fault)
            {
                case "nonce": claims["nonce"] = "another"; break;
                case "iss": claims["iss"] = "https://evil.example"; break;
                case "aud": claims["aud"] = "somebody-else"; break;
                case "azp": claims["azp"] = "somebody-else"; break;
                case "many": claims["aud"] = new JsonArray("hooplike", "somebody-else"); break;
                case "expired": claims["exp"] = now - 120; break;
                case "future": claims["iat"] = now + 300; break;
                case "endless": claims.Remove("exp"); break;
                case "at_hash": claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA"; break;
            }
        };
        provider.Token = body =>
        {
            var claims = provider.IdClaims();
            switch (fault)
            {
                case "none": body["id_token"] = provider.Sign(claims, algorithm: "none"); break;
                case "hs256": body["id_token"] = provider.Sign(claims, algorithm: "HS256"); break;
                case "kid": body["id_token"] = provider.Sign(claims, kid: "foreign"); break;
                case "signature": body["id_token"] = (string)body["id_token"]! is var text ? text[..text.LastIndexOf('.')] + "." + new string('A', 342) : null; break;
                case "missing": body.Remove("id_token"); break;
                case "garbage": body["id_token"] = "a.b.c"; break;
            }
            return Task.FromResult((200, body));
        };

        await RefusedAsync(browser, await browser.SignInAsync(), problem, words);
    }

    [Theory]
    [InlineData("userinfo-sub", "answer", "The user info is about somebody else than the ID token (sub).")]
    [InlineData("userinfo-500", "unreachable", "The user info endpoint answered 500.")]
    [InlineData("groups-object", "groups", "The claim 'groups', which names groups, is neither a word nor a list of words.")]
    [InlineData("groups-numbers", "groups", "The claim 'groups', which names groups, is neither a word nor a list of words.")]
    [InlineData("invalid_client", "setup", "The token endpoint refused: invalid_client Nobody knows you.")]
    [InlineData("invalid_grant", "refused", "The token endpoint refused: invalid_grant")]
    [InlineData("token-500", "unreachable", "The token endpoint answered 500.")]
    [InlineData("token-html", "unreachable", "The token endpoint answered something else than JSON.")]
    public async Task Answers_that_prove_nobody_sign_nobody_in(string fault, string problem, string words)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        using var browser = new OidcBrowser(console, provider);
        provider.UserInfo = body =>
        {
            if (fault == "userinfo-sub") body["sub"] = "u-2";
            if (fault == "groups-object") body["groups"] = new JsonObject { ["admin"] = true };
            if (fault == "groups-numbers") body["groups"] = new JsonArray("dba", 7);
            return (fault == "userinfo-500" ? 500 : 200, body);
        };
        provider.Token = body => Task.FromResult(fault switch
        {
            "invalid_client" => (401, new JsonObject { ["error"] = "invalid_client", ["error_description"] = "Nobody knows you." }),
            "invalid_grant" => (400, new JsonObject { ["error"] = "invalid_grant" }),
            "token-500" => (500, []),
            _ => (200, body),
        });
        provider.RawToken = fault == "token-html" ? "<html>" : null;

        await RefusedAsync(browser, await browser.SignInAsync(), problem, words);
    }

    [Theory]
    [InlineData("iss", "https://evil.example", "answer", "The answer is from 'https://evil.example'")]
    [InlineData("iss", null, "answer", "The answer does not say from whom it is (iss)")]
    [InlineData("state", "junk", "other-browser", "The answer's state is missing, or is none of ours.")]
    [InlineData("state", null, "other-browser", "The answer's state is missing, or is none of ours.")]
    [InlineData("error", "access_denied", "refused", "The provider sent the browser back: access_denied")]
    [InlineData("error", "temporarily_unavailable", "unreachable", "The provider sent the browser back: temporarily_unavailable")]
    [InlineData("error", "invalid_scope", "setup", "The provider sent the browser back: invalid_scope")]
    [InlineData("code", null, "answer", "Code was not found.")]
    public async Task An_answer_in_the_browser_that_does_not_fit_is_refused(string member, string? value, string problem, string words)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        using var browser = new OidcBrowser(console, provider);
        await browser.StartAsync();

        await RefusedAsync(browser, await browser.ReturnAsync((member, value)), problem, words);
        Assert.DoesNotContain("/token", provider.Asked);
    }

    [Fact]
    public async Task An_answer_counts_in_the_browser_that_asked_and_once()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        using var victim = new OidcBrowser(console, provider);
        using var attacker = new OidcBrowser(console, provider);
        await attacker.StartAsync();
        await victim.StartAsync();

        await RefusedAsync(victim, await victim.ReturnAsync(("state", attacker.Asked["state"])), "other-browser", "The answer came in another browser than the question, too late, or twice.");
        await victim.StartAsync();
        Assert.Equal("/sessions", await victim.ReturnAsync());
        Assert.Contains("problem=other-browser", await victim.ReturnAsync());
    }

    [Fact]
    public async Task A_provider_out_of_reach_and_one_that_does_not_exist_are_told_apart()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var client = console.Client();

        Assert.Contains("problem=unreachable", (await client.GetAsync("/signin/with/corp")).Headers.Location!.ToString());
        Assert.Contains("problem=unknown", (await client.GetAsync("/signin/with/nobody")).Headers.Location!.ToString());
        Assert.Contains("problem=unknown", (await client.GetAsync("/signin/oidc/nobody?code=1&state=2")).Headers.Location!.ToString());
    }

    static async Task RefusedAsync(OidcBrowser browser, string target, string problem, string words)
    {
        Assert.StartsWith($"/signin?problem={problem}&provider=corp", target);
        var detail = await browser.AuditedAsync("sign-in.refused");
        Assert.StartsWith("sign-in at corp: " + words, detail);
        Assert.DoesNotContain("MARKER", detail, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());
    }
}
