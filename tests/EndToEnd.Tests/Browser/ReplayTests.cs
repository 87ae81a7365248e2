using System.Text.RegularExpressions;
using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>An auditor finds out what happened, and an admin ends what happens.</summary>
public sealed class ReplayTests
{
    static readonly LocatorAssertionsToBeVisibleOptions patiently = new() { Timeout = 20_000 };

    [Fact]
    public async Task An_auditor_finds_a_session_by_its_words_replays_it_proves_it_and_takes_it_away()
    {
        var stack = await SharedStack.GetAsync();
        var word = "w" + Guid.NewGuid().ToString("N");
        await stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync(
            $"select '{word}'", "drop table customers", "select id, name, email from customers order by id", "select '<img src=x onerror=alert(1)>' as \"<script>alert(1)</script>\"", "select 'needle'");
        using var api = stack.Api(Caller.Auditor);
        var session = await Sessions.EndedAsync(api, "shop", word);
        await using var browser = await Chromium.OpenAsync(stack, "auditor", stack.Plan.AuditorPassword, "/sessions");
        var page = browser.Page;

        await page.Locator(".page[data-live=true]").WaitForAsync();
        await page.GetByLabel("Words of a statement").FillAsync(word);
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"q={word}"));
        await Expect(page.Locator("table.sessions tbody tr")).ToHaveCountAsync(1);
        await SaveAndDeleteSearchAsync(page);
        await page.Locator("table.sessions tbody tr a").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/sessions/{session}"));

        var stage = page.GetByRole(AriaRole.Region, new() { Name = "Operation", Exact = true });
        await Expect(stage).ToContainTextAsync(word);
        await page.GetByRole(AriaRole.Button, new() { Name = "denied 1" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Next operation" }).ClickAsync();
        await Expect(stage).ToContainTextAsync("drop table customers");
        await Expect(stage).ToContainTextAsync("nobody-drops");
        await Expect(stage).ToContainTextAsync("Schema changes go through migrations.");
        await Expect(page).ToHaveURLAsync(new Regex("only=denied.*at=|at=.*only=denied"));
        await page.GetByRole(AriaRole.Button, new() { Name = "show all" }).ClickAsync();

        await page.Keyboard.PressAsync("n");
        await Expect(stage.GetByRole(AriaRole.Cell, new() { Name = "Ada" })).ToBeVisibleAsync();
        await Expect(stage.GetByRole(AriaRole.Cell, new() { Name = "NULL" })).ToBeVisibleAsync();
        await Expect(stage).ToContainTextAsync("values masked");
        Assert.DoesNotContain(ShopSchema.Email, await page.ContentAsync(), StringComparison.Ordinal);
        await browser.PictureAsync("replay");
        await page.Keyboard.PressAsync("n");
        await Expect(stage.GetByRole(AriaRole.Columnheader, new() { Name = "<script>alert(1)</script>" })).ToBeVisibleAsync();

        await page.GetByLabel("Search in this session").FillAsync("NEEDLE");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next hit" }).ClickAsync();
        await Expect(stage).ToContainTextAsync("needle");
        await page.GetByRole(AriaRole.Slider).FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(stage).ToContainTextAsync(word);
        await page.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        await Expect(stage).ToContainTextAsync("needle", new() { Timeout = 20_000 });

        await page.GetByRole(AriaRole.Button, new() { Name = "Verify again" }).ClickAsync();
        await Expect(page.GetByText("Enrolled under the name local.")).ToBeVisibleAsync(patiently);
        await Expect(page.GetByText("records are as the agent wrote them")).ToBeVisibleAsync();
        Assert.Contains(word, await DownloadAsync(page, "NDJSON", $"{session}.ndjson"), StringComparison.Ordinal);
        Assert.Contains("drop table customers", await DownloadAsync(page, "CSV", $"{session}.csv"), StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task An_admin_watches_a_live_session_and_ends_it_with_a_reason_that_its_client_reads()
    {
        var stack = await SharedStack.GetAsync();
        var (word, reason) = ("w" + Guid.NewGuid().ToString("N"), "an incident " + Guid.NewGuid().ToString("N"));
        await using var psql = await stack.Psql(stack.Plan.Shop, Caller.Doomed).StartAsync($"select '{word}'", "select pg_sleep(120)");
        using var api = stack.Api(Caller.Auditor);
        var session = await Until.SomeAsync(() => Sessions.FindAsync(api, "shop", word));
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, $"/sessions/{session}");
        var page = browser.Page;

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Following live" })).ToBeVisibleAsync(patiently);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Operation", Exact = true })).ToContainTextAsync("pg_sleep", new() { Timeout = 20_000 });
        await Expect(page.Locator("[data-live='true']")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "End session" }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync(reason);
        await page.GetByRole(AriaRole.Button, new() { Name = "End it" }).ClickAsync();

        await Expect(page.GetByText($"ended by engineer: {reason}")).ToBeVisibleAsync(patiently);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "End session" })).ToHaveCountAsync(0);
        await psql.ExitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains(reason, psql.Output, StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    static async Task SaveAndDeleteSearchAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Save this search" }).ClickAsync();
        await page.GetByLabel("Name of this search").FillAsync("the drop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear" }).ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("q="));
        await page.GetByRole(AriaRole.Link, new() { Name = "the drop" }).ClickAsync();
        await Expect(page.Locator("table.sessions tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the saved search the drop" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "the drop" })).ToBeVisibleAsync();
    }

    static async Task<string> DownloadAsync(IPage page, string link, string name)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
        Assert.Equal(name, download.SuggestedFilename);
        return await File.ReadAllTextAsync(await download.PathAsync());
    }
}
