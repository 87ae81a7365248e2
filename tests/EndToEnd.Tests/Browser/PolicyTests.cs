using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>Policies written in a real browser, felt by the real psql.</summary>
public sealed class PolicyTests
{
    /// <summary>What no other test sends.</summary>
    const string Statement = "select pg_postmaster_start_time() is null";

    [Fact]
    public async Task A_denial_written_in_the_browser_is_felt_by_psql_is_only_observed_and_is_restored_from_its_history()
    {
        var stack = await SharedStack.GetAsync();
        var psql = stack.Psql(stack.Plan.Shop, Caller.Analyst);
        var name = "no-start-time-" + Guid.NewGuid().ToString("N")[..8];
        Assert.Equal("f", await psql.AskAsync(Statement));
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/policies");
        var page = browser.Page;
        await Expect(page.Locator("[data-live='true']")).ToHaveCountAsync(1, new() { Timeout = 20_000 });

        await page.GetByRole(AriaRole.Link, new() { Name = "New policy", Exact = true }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        var functions = page.GetByRole(AriaRole.Combobox, new() { Name = "Functions" });
        await functions.FillAsync("pg_postmaster_start_time");
        await functions.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Functions: chosen" })).ToContainTextAsync("pg_postmaster_start_time");
        await page.GetByLabel("Telling them").FillAsync("Ask the duty engineer.");
        await page.GetByLabel("Who", new() { Exact = true }).FillAsync(Caller.Analyst.Name);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Connection", Exact = true }).SelectOptionAsync(stack.Plan.Shop.Name);
        await page.GetByLabel("Statement", new() { Exact = true }).FillAsync(Statement);
        await Expect(page.GetByText("Denied").First).ToBeVisibleAsync();
        Assert.Equal("f", await psql.AskAsync(Statement));
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it in force" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
        await DeniedAsync(psql, name);
        await Expect(page.GetByText("denied, last")).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await page.GetByRole(AriaRole.Button, new() { Name = "Only observe" }).ClickAsync();
        await Expect(page.GetByText("It only observes")).ToBeVisibleAsync();
        await Until.HoldsAsync(async () => (await psql.RunAsync(Statement)).Out.Trim() == "f", what: "psql goes through while the policy only observes");

        var history = page.GetByRole(AriaRole.List, new() { Name = $"History of {name}" });
        await Expect(history.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Expect(history.GetByRole(AriaRole.Listitem).First.Locator(".diff-line.added")).ToContainTextAsync("mode: observe");
        await history.GetByRole(AriaRole.Button, new() { Name = "Restore this…" }).ClickAsync();
        await browser.PictureAsync("policy");
        await history.GetByRole(AriaRole.Button, new() { Name = "Restore it" }).ClickAsync();
        await Expect(history.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await DeniedAsync(psql, name);

        await page.GetByRole(AriaRole.Button, new() { Name = $"Delete {name}", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the policy" }).ClickAsync();
        await Expect(page.GetByText("There is no such policy")).ToBeVisibleAsync();
        await Until.HoldsAsync(async () => (await psql.RunAsync(Statement)).Out.Trim() == "f", what: "psql goes through when the policy is gone");
        Assert.Empty(browser.Complaints);
    }

    static Task DeniedAsync(Psql psql, string policy) => Until.HoldsAsync(
        async () =>
        {
            var outcome = await psql.RunAsync(Statement);
            return outcome.Error.Contains("Ask the duty engineer.", StringComparison.Ordinal) && outcome.Error.Contains(policy, StringComparison.Ordinal);
        },
        what: "psql is refused with the policy's message");
}
