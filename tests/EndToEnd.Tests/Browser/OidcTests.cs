using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>People sign in through a real provider, in a real browser; what the provider takes away is gone here.</summary>
public sealed class OidcTests(OwnStack own) : IClassFixture<OwnStack>, IAsyncLifetime
{
    OidcProvider corp = null!;
    OidcProvider partner = null!;

    HoopLikeStack Stack => own.Stack;

    public async Task InitializeAsync()
    {
        corp = await OidcProvider.StartAsync("corp", Stack.Address, ("amy", ["platform", "dba"]), ("bob", ["sales"]));
        partner = await OidcProvider.StartAsync("partner", Stack.Address, ("zoe", ["audit"]));
        using var api = Stack.Api(Caller.Admin);
        var (status, body) = await api.PutYamlAsync("config", $"identityProviders: [{corp.Yaml()}, {partner.Yaml("hooplike-public", ", namePrefix: 'partner:'")}]");
        Assert.True((int)status < 300, body);
    }

    public async Task DisposeAsync()
    {
        await corp.DisposeAsync();
        await partner.DisposeAsync();
    }

    [Fact]
    public async Task Several_providers_stand_on_the_page_and_each_ones_groups_give_its_people_their_roles()
    {
        await using var browser = await Chromium.OpenAsync(Stack, null, null, "/identities");
        var page = browser.Page;
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Corp" })).ToBeVisibleAsync();
        await SignInAsync(page, partner, "zoe");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Identities" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add a local user" })).ToHaveCountAsync(0);

        await using var other = await Chromium.OpenAsync(Stack, null, null, "/identities");
        await SignInAsync(other.Page, corp, "amy");
        await Expect(other.Page.GetByRole(AriaRole.Link, new() { Name = "Add a local user" })).ToBeVisibleAsync();
        await Expect(other.Page.GetByRole(AriaRole.Link, new() { Name = "partner:zoe" })).ToBeVisibleAsync();

        await using var third = await Chromium.OpenAsync(Stack, null, null, "/identities");
        await SignInAsync(third.Page, corp, "bob");
        await Expect(third.Page.GetByText("Your roles do not include")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_taken_out_of_a_group_loses_the_role_in_the_open_page_within_a_minute()
    {
        await using var browser = await Chromium.OpenAsync(Stack, null, null, "/identities");
        var page = browser.Page;
        await SignInAsync(page, corp, "amy");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add a local user" })).ToBeVisibleAsync();
        var navigations = 0;
        page.FrameNavigated += (_, _) => navigations++;

        await corp.SetGroupsAsync("amy", "dba", "audit");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add a local user" })).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        Assert.Equal(0, navigations);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Identities" })).ToBeVisibleAsync();

        await corp.DeleteAsync("amy");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Corp" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task Signing_out_ends_it_here_and_at_the_provider()
    {
        await using var browser = await Chromium.OpenAsync(Stack, null, null, "/sessions");
        var page = browser.Page;
        await SignInAsync(page, corp, "bob");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out at corp" }).ClickAsync();

        await Expect(page.GetByText("You are signed out, here and at Corp.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Corp" }).ClickAsync();
        await Expect(page.GetByLabel("Login")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("did not sign you in");
    }

    [Fact]
    public async Task Signing_out_at_the_provider_ends_the_open_page_here()
    {
        await using var browser = await Chromium.OpenAsync(Stack, null, null, "/connect");
        await SignInAsync(browser.Page, corp, "bob");
        await Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Connect" })).ToBeVisibleAsync();

        var elsewhere = await browser.Page.Context.NewPageAsync();
        await elsewhere.GotoAsync(corp.Issuer + "/session/end");
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Sign out at corp" }).ClickAsync();

        await Expect(browser.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Corp" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        using var api = Stack.Api(Caller.Admin);
        Assert.Contains(await api.ListAsync("audit"), a => (string?)a["action"] == "sign-in.ended" && ((string?)a["detail"])!.Contains("signed out at corp", StringComparison.Ordinal));
    }

    static async Task SignInAsync(IPage page, OidcProvider provider, string login)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = $"Sign in with {provider.Title}" }).ClickAsync();
        await page.GetByLabel("Login").FillAsync(login);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
    }
}
