using System.Text.Json.Nodes;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

/// <summary>Answers that are no sign-in: each with its own words in the audit log, a plain sentence in the browser, and no token in either.</summary>
public sealed class OidcRefusalTests(OidcPair pair) : IClassFixture<OidcPair>
{
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
        var (provider, console) = (pair.Provider, pair.Console);
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

        await browser.RefusedAsync(await browser.SignInAsync(), problem, words);
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
        var (provider, console) = (pair.Provider, pair.Console);
        using var browser = new OidcBrowser(console, provider);
        await browser.StartAsync();

        await browser.RefusedAsync(await browser.ReturnAsync((member, value)), problem, words);
        Assert.DoesNotContain("/token", provider.Asked);
    }

    [Fact]
    public async Task An_answer_counts_in_the_browser_that_asked_and_once()
    {
        var (provider, console) = (pair.Provider, pair.Console);
        using var victim = new OidcBrowser(console, provider);
        using var attacker = new OidcBrowser(console, provider);
        await attacker.StartAsync();
        await victim.StartAsync();

        await victim.RefusedAsync(await victim.ReturnAsync(("state", attacker.Asked["state"])), "other-browser", "The answer came in another browser than the question, too late, or twice.");
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
}
