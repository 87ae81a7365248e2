using System.Text.RegularExpressions;
using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>Masking rules written in the browser, and what open sessions see of it.</summary>
public sealed class MaskingTests(OwnStack own) : IClassFixture<OwnStack>
{
    static readonly TimeSpan second = TimeSpan.FromSeconds(1);

    HoopLikeStack Stack => own.Stack;

    [Fact]
    public async Task A_column_is_masked_shown_to_a_group_and_unmasked_in_sessions_that_are_open()
    {
        using var folder = new TempFolder();
        await using var analyst = await WatchAsync(folder, Caller.Analyst);
        await using var priya = await WatchAsync(folder, Caller.Priya);
        await Until.HoldsAsync(() => Sees(analyst, "Ada") && Sees(priya, "Ada"));
        await using var browser = await OpenAsync("/masking/new?connection=shop&column=public.customers.name");
        var page = browser.Page;

        // A column that was pointed at is filled in: one click masks it.
        await Expect(page.GetByText("customers.name on shop: shown as [redacted]")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sample public.customers.name" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the rule" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/masking/customers-name$"));
        await Until.HoldsAsync(() => Sees(analyst, "[redacted]") && Sees(priya, "[redacted]"), second);

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await page.Locator("#rule-groups").FillAsync("privacy");
        await page.Locator("#rule-groups").PressAsync("Enter");
        await Expect(page.GetByText("Whoever is in privacy: now alice and priya.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/masking/customers-name$"));
        await Until.HoldsAsync(() => Sees(priya, "Ada"), second);
        Assert.True(Sees(analyst, "[redacted]"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete customers-name" }).ClickAsync();
        await Expect(page.GetByText("everybody sees customers.name on shop as stored")).ToBeVisibleAsync();
        Assert.True(Sees(analyst, "[redacted]"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the rule" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/masking$"));
        await Until.HoldsAsync(() => Sees(analyst, "Ada"), second);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "customers-name", Exact = true })).ToHaveCountAsync(0);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_mistake_is_told_beside_its_field_and_another_editor_is_not_overwritten_unseen()
    {
        await using var browser = await OpenAsync("/masking/vouchers/edit");
        var page = browser.Page;
        await page.Locator("#rule-columns").FillAsync("a.b.c.d");
        await page.Locator("#rule-columns").PressAsync("Enter");
        await Expect(page.Locator("#rule-columns-error")).ToContainTextAsync("a.b.c.d");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove a.b.c.d" }).ClickAsync();
        await Expect(page.Locator("#rule-columns-error")).ToHaveCountAsync(0);

        await using var other = await OpenAsync("/masking/vouchers/edit");
        await other.Page.Locator("#rule-method-hash").CheckAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(other.Page).ToHaveURLAsync(new Regex("/masking/vouchers$"));
        await Expect(page.GetByText("Somebody changed this rule while you were editing")).ToBeVisibleAsync();
        await page.Locator("#rule-method-null").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(page.GetByLabel("From theirs to yours")).ToContainTextAsync("kind: hash");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save mine over theirs" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/masking/vouchers$"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("vouchers is as it was")).ToBeVisibleAsync();
        await Expect(page.Locator(".sentence")).ToContainTextAsync("shown as a hash");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Detectors_mark_what_they_find_in_any_text()
    {
        await using var browser = await OpenAsync("/masking/detectors");
        await browser.Page.GetByLabel("Any text").FillAsync("<b>ada@example.com</b> paid with 4111 1111 1111 1111");
        await Expect(browser.Page.Locator(".result mark")).ToHaveTextAsync(["ada@example.com", "4111 1111 1111 1111"]);
        await Expect(browser.Page.Locator(".result pre")).ToHaveTextAsync("<b>ada@example.com</b> paid with 4111 1111 1111 1111");
        Assert.Empty(browser.Complaints);
    }

    /// <summary>What is typed before the page is live would be lost.</summary>
    async Task<BrowserPage> OpenAsync(string path)
    {
        var browser = await Chromium.OpenAsync(Stack, "engineer", Stack.Plan.EngineerPassword, path);
        await Expect(browser.Page.Locator(".page[data-live='true']")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        return browser;
    }

    /// <summary>One session that asks for the same name again and again.</summary>
    async Task<ChildProcess> WatchAsync(TempFolder folder, Caller caller)
    {
        var script = folder.File(caller.Name + ".sql");
        await File.WriteAllTextAsync(script, "select name from customers where id = 1 \\watch 0.1\n");
        return await ChildProcess.StartAsync("psql", ["-qAtX", "-f", script], Stack.Psql(Stack.Plan.Shop, caller).Environment);
    }

    static bool Sees(ChildProcess session, string value) =>
        !session.HasExited && session.Output.Split('\n').LastOrDefault(l => l.Length > 0 && !l.Contains("every", StringComparison.Ordinal)) == value;
}
