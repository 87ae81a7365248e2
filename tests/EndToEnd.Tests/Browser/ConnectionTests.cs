using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>Connections made, tried and deleted in the browser.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task A_connection_added_in_the_browser_is_reached_by_psql_within_a_second()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/connections");
        var page = browser.Page;
        var gateway = new Gateway("made-in-browser");
        await LiveAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "New connection" }).ClickAsync();
        await FillAsync(page, stack, gateway.Name, stack.Postgres.OwnerPassword);
        await page.GetByText("Port, tags and recording").ClickAsync();
        await page.GetByLabel("Port for callers").FillAsync($"{stack.Plan.Shop.Port}");
        await Expect(page.GetByText($"{stack.Plan.Shop.Port} is the port of shop")).ToBeVisibleAsync();
        await page.GetByLabel("Port for callers").FillAsync($"{gateway.Port}");
        await page.GetByLabel("Tags", new() { Exact = true }).FillAsync("access=staff,");

        await page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Expect(page.GetByText("The target can be reached", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add connection" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = gateway.Name })).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await Until.HoldsAsync(() => FreePort.IsListening(gateway.Port), TimeSpan.FromSeconds(1));
        Assert.Equal("through", await stack.Psql(gateway, Caller.Analyst).AskAsync("select 'through'"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Who may use it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "analysts" }).First).ToContainTextAsync("tagged-for-staff");
        Assert.DoesNotContain(stack.Postgres.OwnerPassword, await page.ContentAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connections" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Until.HoldsAsync(() => !FreePort.IsListening(gateway.Port), TimeSpan.FromSeconds(5));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_wrong_password_makes_the_login_red_and_says_so()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/connections/new");
        await FillAsync(browser.Page, stack, "never-saved", "not the password");

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();

        var login = browser.Page.GetByRole(AriaRole.Listitem).Filter(new() { Has = browser.Page.GetByText("failed", new() { Exact = true }) });
        await Expect(login).ToContainTextAsync("password", new() { Timeout = 20_000 });
        Assert.DoesNotContain("not the password", await login.InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_name_is_not_deleted_and_says_who_does()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/connections/workshop");

        await LiveAsync(browser.Page);
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();

        await Expect(browser.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("workshop-keeps-its-database");
    }

    /// <summary>Only then a click is heard.</summary>
    static Task LiveAsync(IPage page) => Expect(page.Locator(".page[data-live=true]")).ToBeVisibleAsync(new() { Timeout = 20_000 });

    static async Task FillAsync(IPage page, HoopLikeStack stack, string name, string password)
    {
        await LiveAsync(page);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Host").FillAsync("127.0.0.1");
        await page.GetByLabel("Port", new() { Exact = true }).FillAsync($"{stack.Postgres.Port}");
        await page.GetByLabel("Database").FillAsync("shop");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "local" }).CheckAsync();
        await page.GetByLabel("User name").FillAsync("shop_owner");
        await page.GetByLabel("Password").FillAsync(password);
    }
}
