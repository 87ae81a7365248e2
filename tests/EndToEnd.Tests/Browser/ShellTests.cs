using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>The console's pages in a real browser.</summary>
public sealed class ShellTests
{
    [Fact]
    public async Task Every_page_asks_for_a_sign_in_first_and_a_wrong_password_is_refused()
    {
        var stack = await SharedStack.GetAsync();
        foreach (var path in new[] { "/", "/approvals", "/sessions", "/agents" })
        {
            await using var stranger = await Chromium.OpenAsync(stack, null, null, path);
            await Expect(stranger.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/signin"));
        }

        await using var wrong = await Chromium.OpenAsync(stack, null, null, "/signin");
        await wrong.Page.GetByLabel("Name").FillAsync("engineer");
        await wrong.Page.GetByLabel("Password").FillAsync("not the password");
        await wrong.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(wrong.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_approver_sees_a_held_statement_appear_and_lets_it_go_on()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "approver", stack.Plan.ApproverPassword, "/approvals");
        await Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Approvals" })).ToBeVisibleAsync();

        var answer = stack.Psql(stack.Plan.Shop, Caller.Writer).RunAsync("update orders set state = 'approved-in-browser' where customer_id = 2 returning state");

        await browser.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "approved-in-browser" }).ClickAsync(new() { Timeout = 20_000 });
        var ticket = browser.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = "approved-in-browser" });
        await Expect(ticket).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(ticket).ToContainTextAsync("writer");
        await Expect(ticket).ToContainTextAsync("orders-need-a-dba");
        await browser.PictureAsync("approval");
        Assert.False(answer.IsCompleted);
        await ticket.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        Assert.Contains("approved-in-browser", (await answer).Succeeded(), StringComparison.Ordinal);
        await Expect(ticket.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_live_session_is_seen_as_it_happens_and_ended_by_an_admin()
    {
        var stack = await SharedStack.GetAsync();
        await using var connection = await stack.Plan.Shop.OpenAsync(Caller.Doomed);
        var word = Guid.NewGuid().ToString("N");
        await connection.AskAsync($"select '{word}'");
        using var api = stack.Api(Caller.Auditor);
        var session = await Until.SomeAsync(() => Sessions.FindAsync(api, "shop", word));
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, $"/sessions/{session}");
        await Expect(browser.Page.GetByRole(AriaRole.Region, new() { Name = "Operation", Exact = true }).GetByText(word).First).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await connection.AskAsync("select name, email from customers order by id");

        await Expect(browser.Page.GetByRole(AriaRole.Cell, new() { Name = "Ada" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        Assert.DoesNotContain(ShopSchema.Email, await browser.Page.ContentAsync(), StringComparison.Ordinal);
        await browser.PictureAsync("session");
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "End session" }).ClickAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "End it" }).ClickAsync();

        await Until.HoldsAsync(async () => (await api.GetAsync($"sessions/{session}"))["endedAt"] is not null);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Agents_show_whether_they_are_online()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/agents");

        await Expect(browser.Page.GetByText("local").First).ToBeVisibleAsync();
        await Expect(browser.Page.GetByText("online", new() { Exact = true }).First).ToBeVisibleAsync();
        Assert.Empty(browser.Complaints);
    }
}
