using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>People sign in through real SAML providers, in a real browser.</summary>
public sealed class SamlTests(OwnStack own) : IClassFixture<OwnStack>, IAsyncLifetime
{
    /// <summary>Known by its metadata; signs response and assertion.</summary>
    SamlProvider corp = null!;
    /// <summary>Known by its certificate; encrypts, and may begin by itself.</summary>
    SamlProvider partner = null!;

    HoopLikeStack Stack => own.Stack;

    public async Task InitializeAsync()
    {
        corp = await SamlProvider.StartAsync("corp", Stack.Address, signResponse: true, encrypt: false, ("amelia", ["platform", "dba"]), ("bob", ["sales"]));
        partner = await SamlProvider.StartAsync("partner", Stack.Address, signResponse: false, encrypt: true, ("zoe", ["audit"]));
        using var api = Stack.Api(Caller.Admin);
        var (status, body) = await api.PutYamlAsync("config", $"identityProviders: [{corp.YamlByMetadata}, {partner.YamlByHand(", namePrefix: 'partner:', allowIdpInitiated: true")}]");
        Assert.True((int)status < 300, body);
    }

    public async Task DisposeAsync()
    {
        await corp.DisposeAsync();
        await partner.DisposeAsync();
    }

    [Fact]
    public async Task A_signed_request_brings_people_back_with_the_pages_of_their_groups()
    {
        await using var browser = await Chromium.OpenAsync(Stack, null, null, "/identities");
        await SignInAsync(browser.Page, corp, "amelia");
        await Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Identities" })).ToBeVisibleAsync();
        await Expect(browser.Page.GetByRole(AriaRole.Link, new() { Name = "Add a local user" })).ToBeVisibleAsync();

        await using var other = await Chromium.OpenAsync(Stack, null, null, "/identities");
        await SignInAsync(other.Page, corp, "bob");
        await Expect(other.Page.GetByText("Your roles do not include")).ToBeVisibleAsync();

        await browser.Page.GotoAsync("/identities/providers/corp");
        await Expect(browser.Page.GetByText($"{Stack.Address}/saml/corp/acs")).ToBeVisibleAsync();
        await Expect(browser.Page.GetByText("CN=samlp")).ToBeVisibleAsync();
        await Expect(browser.Page.GetByText("Bob Anders")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_encrypted_assertion_and_one_that_the_provider_begins_sign_in_too()
    {
        await using var browser = await Chromium.OpenAsync(Stack, null, null, "/audit");
        await SignInAsync(browser.Page, partner, "zoe");
        await Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Audit" })).ToBeVisibleAsync();

        await using var other = await Chromium.OpenAsync(Stack, null, null, "/signin");
        await other.Page.GotoAsync($"{partner.Address}/sso?RelayState=%2Faudit");
        await ConfirmAsync(other.Page, "zoe");
        await Expect(other.Page.GetByRole(AriaRole.Heading, new() { Name = "Audit" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_a_provider_begins_that_may_not_is_refused_with_words()
    {
        await using var browser = await Chromium.OpenAsync(Stack, null, null, "/signin");
        await browser.Page.GotoAsync($"{corp.Address}/sso");
        await browser.Page.GetByLabel("Login").FillAsync("amelia");
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await Expect(browser.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("begin here, not at the provider");
    }

    [Fact]
    public async Task Signing_out_ends_it_here_and_at_the_provider()
    {
        await using var browser = await Chromium.OpenAsync(Stack, null, null, "/connect");
        await SignInAsync(browser.Page, corp, "bob");

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(browser.Page.GetByText("You are signed out, here and at Corp.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_at_the_provider_ends_the_open_page_here()
    {
        await using var browser = await Chromium.OpenAsync(Stack, null, null, "/connect");
        await SignInAsync(browser.Page, partner, "zoe");
        await Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Connect" })).ToBeVisibleAsync();

        var elsewhere = await browser.Page.Context.NewPageAsync();
        await elsewhere.GotoAsync(partner.Address + "/slo");

        await Expect(elsewhere.GetByText("OK")).ToBeVisibleAsync();
        await Expect(browser.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Partner" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    static async Task SignInAsync(IPage page, SamlProvider provider, string login)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = $"Sign in with {provider.Title}" }).ClickAsync();
        await ConfirmAsync(page, login);
    }

    static async Task ConfirmAsync(IPage page, string login)
    {
        await Expect(page.GetByLabel("Login")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByLabel("Login").FillAsync(login);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
    }
}
