using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

public sealed class OidcSignInTests
{
    [Fact]
    public async Task A_person_signs_in_and_the_providers_groups_give_the_roles()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(provider.Yaml("namePrefix: 'corp:'"));
        using var browser = new OidcBrowser(console, provider);

        await browser.StartAsync("/sessions");
        Assert.Equal("code", browser.Asked["response_type"]);
        Assert.Equal("S256", browser.Asked["code_challenge_method"]);
        Assert.Equal("openid profile email", browser.Asked["scope"]);
        Assert.Equal($"{console.Address}/signin/oidc/corp", browser.Asked["redirect_uri"]);
        Assert.Equal("/sessions", await browser.ReturnAsync());

        Assert.Equal(browser.Asked["code_challenge"], Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(provider.Form["code_verifier"]))));
        Assert.Equal(HttpStatusCode.OK, (await browser.Http.GetAsync("/api/v1/approvals")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Http.GetAsync("/api/v1/config")).StatusCode);
        var signIn = await browser.StoredAsync();
        Assert.Equal(("corp:u-1", "u-1", "session-1"), (signIn.Name, signIn.Subject, signIn.ProviderSession));
        Assert.DoesNotContain("MARKER", signIn.ProtectedTokens!, StringComparison.Ordinal);
        var person = await console.Get<HoopLike.Console.Identities.People>().FindAsync("corp:u-1", default);
        Assert.Equal(("Alice Anders", "alice@example.test"), (person!.DisplayName, person.Email));
        Assert.Equal("sign-in at corp", await browser.AuditedAsync("sign-in.done"));
    }

    [Theory]
    [InlineData("client_secret_basic", true)]
    [InlineData("client_secret_post", false)]
    public async Task The_client_proves_itself_as_the_provider_says(string method, bool byHeader)
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Discovery = d => d["token_endpoint_auth_methods_supported"] = new JsonArray(method);
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        using var browser = new OidcBrowser(console, provider);

        Assert.Equal("/sessions", await browser.SignInAsync());

        Assert.Equal(byHeader, provider.Authorization == "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{FakeProvider.ClientId}:{FakeProvider.ClientSecret}")));
        Assert.Equal(byHeader ? null : FakeProvider.ClientSecret, provider.Form.GetValueOrDefault("client_secret"));
    }

    [Fact]
    public async Task A_public_client_has_no_secret_and_a_provider_changes_without_a_restart()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (status, body) = await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", $"identityProviders: [{{name: corp, kind: oidc, issuer: '{provider.Issuer}', clientId: other}}]");
        Assert.True(status == HttpStatusCode.OK, body?.ToString());
        using var browser = new OidcBrowser(console, provider);
        provider.IdToken = c => c["aud"] = "other";

        // The provider of before had another issuer and a secret that was its own.
        Assert.Equal("/sessions", await browser.SignInAsync());
        Assert.Equal("other", provider.Form["client_id"]);
    }

    [Theory]
    [InlineData("nameClaim: email", false, null)]
    [InlineData("nameClaim: email", true, "alice@example.test")]
    [InlineData("nameClaim: missing", true, null)]
    public async Task Names_come_from_the_claim_that_is_configured_and_only_from_a_good_one(string yaml, bool verified, string? name)
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.UserInfo = body => (200, With(body, b => b["email_verified"] = verified));
        await using var console = await RunningConsole.StartAsync(provider.Yaml(yaml));
        using var browser = new OidcBrowser(console, provider);

        var target = await browser.SignInAsync();

        if (name is null) Assert.Contains("problem=name", target);
        else Assert.Equal(name, (await browser.StoredAsync()).Name);
    }

    [Fact]
    public async Task A_local_accounts_name_is_nobodys_at_a_provider()
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Subject = "engineer";
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        using var browser = new OidcBrowser(console, provider);

        Assert.Contains("problem=not-allowed", await browser.SignInAsync());
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_new_key_of_the_provider_is_fetched_when_a_token_needs_it()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        using var browser = new OidcBrowser(console, provider);
        await console.Get<IssuerKeys>().RefreshAsync(default);
        provider.Rotate("second");

        Assert.Equal("/sessions", await browser.SignInAsync());
    }

    [Fact]
    public async Task Nobody_is_sent_to_another_site_after_signing_in()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        using var browser = new OidcBrowser(console, provider);

        await browser.StartAsync("//evil.example.com");

        Assert.Equal("/", await browser.ReturnAsync());
    }

    [Fact]
    public async Task The_sign_in_page_offers_providers_and_tells_problems_in_words_of_its_own()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        using var client = console.Client();

        var page = await client.GetStringAsync("/signin?problem=clock&provider=corp&returnUrl=%2Fsessions");
        Assert.Contains("Sign in with Corp", page);
        Assert.Contains("/signin/with/corp?returnUrl=%2Fsessions", page);
        Assert.Contains("clock and this console", page);
        Assert.Contains("type=\"password\"", page);
        Assert.DoesNotContain("evil words", await client.GetStringAsync("/signin?problem=evil%20words&provider=evil%20words"));

        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", "signIn: {local: false}");
        page = await client.GetStringAsync("/signin");
        Assert.Contains("Sign in with Corp", page);
        Assert.DoesNotContain("type=\"password\"", page);
        Assert.Contains("Local accounts are turned off", page);
    }

    static JsonObject With(JsonObject body, Action<JsonObject> change)
    {
        change(body);
        return body;
    }
}
