using System.Text.RegularExpressions;
using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>Agents, identities and the audit log in a real browser, with real programs behind what it shows.</summary>
public sealed class DirectoryTests
{
    [Fact]
    public async Task A_service_accounts_key_works_is_cut_within_a_second_or_so_and_is_renewed_and_the_audit_log_tells_it_all()
    {
        var stack = await SharedStack.GetAsync();
        var name = "bot-" + Guid.NewGuid().ToString("N")[..8];
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/identities?tab=service-accounts");
        var page = browser.Page;

        await LiveAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a service account" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Groups" }).FillAsync("analysts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add it and show its key" }).ClickAsync();
        var key = await page.GetByLabel("Key", new() { Exact = true }).InnerTextAsync();
        Assert.StartsWith("hlk_", key, StringComparison.Ordinal);
        await Until.HoldsAsync(async () => (await new Psql(stack.Plan.Shop, key).RunAsync("select 7")).Out.Trim() == "7", what: "psql works with the key that was shown");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have it" }).ClickAsync();
        await Expect(page.GetByText(key)).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await using var waiting = await new Psql(stack.Plan.Shop, key).StartAsync("select pg_sleep(60)");
        await Expect(page.GetByText("live", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        Assert.NotEqual(0, await waiting.ExitAsync(TimeSpan.FromSeconds(10)));
        Assert.NotEqual(0, (await new Psql(stack.Plan.Shop, key).RunAsync("select 7")).ExitCode);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Enabled" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).ClickAsync();
        await page.GetByLabel("Good for").SelectOptionAsync("90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var renewed = await page.GetByLabel("Key", new() { Exact = true }).InnerTextAsync();
        await Until.HoldsAsync(async () => (await new Psql(stack.Plan.Shop, renewed).RunAsync("select 8")).Out.Trim() == "8", what: "psql works with the new key");
        Assert.Equal("7", await new Psql(stack.Plan.Shop, key).AskAsync("select 7"));
        await page.GetByRole(AriaRole.Button, new() { Name = "I have it" }).ClickAsync();
        await Expect(page.GetByText("Two keys are valid, which is the most")).ToBeVisibleAsync();
        await browser.PictureAsync("keys");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Revoke the key {key[..8]}" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Revoke the key {key[..8]}" })).ToHaveCountAsync(0);
        await Until.HoldsAsync(async () => (await new Psql(stack.Plan.Shop, key).RunAsync("select 7")).ExitCode != 0, what: "the revoked key opens nothing");
        Assert.Equal("8", await new Psql(stack.Plan.Shop, renewed).AskAsync("select 8"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Add a service account" })).ToBeVisibleAsync();

        await page.GotoAsync($"/audit?target={Uri.EscapeDataString("service account " + name)}");
        await LiveAsync(page);
        foreach (var action in new[] { "added", "changed", "key-made", "key-revoked", "removed" }) await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"service-account.{action}" }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "service-account.removed" }).GetByRole(AriaRole.Button, new() { Name = "Before and after" }).ClickAsync();
        await Expect(page.GetByLabel("Before and after")).ToContainTextAsync("analysts");
        await Expect(page.GetByText("verified", new() { Exact = true })).ToBeVisibleAsync();
        await browser.PictureAsync("audit");
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_second_agent_is_started_by_the_pages_own_command_and_the_page_turns_green_by_itself()
    {
        var stack = await SharedStack.GetAsync();
        var name = "edge-" + Guid.NewGuid().ToString("N")[..8];
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/agents");
        var page = browser.Page;
        using var folder = new TempFolder();

        await LiveAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Enrol an agent" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        var command = (await page.GetByLabel("All on one line", new() { Exact = true }).InnerTextAsync()).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["hooplike", "agent", "--console", stack.Address], command[..4]);
        await Expect(page.GetByText("Waiting for the agent")).ToBeVisibleAsync();
        await browser.PictureAsync("enrolment");
        await using var agent = await ChildProcess.StartAsync("dotnet", [ProductFiles.Agent, .. command[1..]], folder: folder.Path);

        await Expect(page.Locator("[data-enrolment=done]")).ToContainTextAsync($"{name} is enrolled", new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/agents$"));
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/agents/{name}$"));
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "online" }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Rotate key of the process" })).ToBeVisibleAsync();
        var before = await page.Locator("td code").First.InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate key of the process" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate the key", Exact = true }).ClickAsync();
        await Expect(page.Locator("td code").First).Not.ToHaveTextAsync(before, new() { Timeout = 20_000 });
        await browser.PictureAsync("agent-key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke the process" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke it" }).ClickAsync();
        await Expect(page.GetByText("None is enrolled.")).ToBeVisibleAsync();
        Assert.Equal(1, await agent.ExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("this agent was revoked by engineer", agent.Output, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/agents$"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task An_agent_that_serves_connections_is_not_removed_and_nobody_locks_themselves_out()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/agents/local");
        var page = browser.Page;

        await LiveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be removed while it serves");
        await page.GotoAsync("/identities/people/engineer");
        await LiveAsync(page);
        await Expect(page.GetByText("This is you")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change groups" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove platform" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("would take the role admin from 'engineer'");
        Assert.Empty(browser.Complaints);
    }

    /// <summary>Waits until the page answers clicks.</summary>
    static Task LiveAsync(IPage page) => page.Locator(".page[data-live=true]").WaitForAsync();
}
