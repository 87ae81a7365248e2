using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>Two people in two browsers, and psql in between.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public async Task An_approver_decides_with_the_keyboard_and_the_requester_sees_who_and_why()
    {
        var stack = await SharedStack.GetAsync();
        await using var requester = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/sessions");
        await using var approver = await Chromium.OpenAsync(stack, "approver", stack.Plan.ApproverPassword, "/sessions");
        await LiveAsync(requester.Page);
        await LiveAsync(approver.Page);
        var psql = new Psql(stack.Plan.Shop, await TokenAsync(requester.Page));

        var approved = psql.RunAsync("delete from orders where id = 961961 returning 'gone'", "select 'went on'");
        await approver.Page.GetByRole(AriaRole.Link, new() { Name = "engineer asks for delete on shop" }).ClickAsync(new() { Timeout = 20_000 });
        await Expect(approver.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(@"^\(\d+\) Approvals"));
        var ticket = approver.Page.GetByRole(AriaRole.Article);
        await Expect(ticket).ToContainTextAsync("961961");
        await approver.Page.Keyboard.PressAsync("a");
        await approver.Page.Keyboard.TypeAsync("a duplicate, as discussed");
        await Expect(ticket.GetByText("approves")).ToBeVisibleAsync();
        Assert.False(approved.IsCompleted);
        await approver.Page.Keyboard.PressAsync("Enter");
        Assert.Contains("went on", (await approved).Succeeded(), StringComparison.Ordinal);
        await Expect(ticket.GetByText("It was sent on to the target.")).ToBeVisibleAsync();
        await Expect(requester.Page.GetByText("approver approved your delete on shop: a duplicate, as discussed")).ToBeVisibleAsync();

        var denied = psql.RunAsync("delete from orders where id = 962962");
        await approver.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "962962" }).ClickAsync(new() { Timeout = 20_000 });
        await Expect(ticket).ToContainTextAsync("962962");
        await approver.Page.Keyboard.PressAsync("d");
        await approver.Page.Keyboard.TypeAsync("ask on Monday");
        await approver.Page.Keyboard.PressAsync("Enter");
        var refusal = await denied;
        Assert.Contains("57014", refusal.Error, StringComparison.Ordinal);
        Assert.Contains("ask on Monday", refusal.Error, StringComparison.Ordinal);

        await requester.Page.GetByRole(AriaRole.Link, new() { Name = "approver denied your delete on shop: ask on Monday" }).ClickAsync(new() { Timeout = 20_000 });
        await Expect(requester.Page.GetByRole(AriaRole.List, new() { Name = "Who decided" })).ToContainTextAsync("approver");
        await Expect(requester.Page.GetByRole(AriaRole.List, new() { Name = "Who decided" })).ToContainTextAsync("ask on Monday");
        Assert.Empty(requester.Complaints);
        Assert.Empty(approver.Complaints);
    }

    [Fact]
    public async Task The_overview_shows_what_waits_and_what_was_denied_as_it_happens()
    {
        var stack = await SharedStack.GetAsync();
        await using var engineer = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/?range=1h");
        await LiveAsync(engineer.Page);
        await using var approver = await Chromium.OpenAsync(stack, "approver", stack.Plan.ApproverPassword, "/");
        await LiveAsync(approver.Page);

        var refused = await stack.Psql(stack.Plan.Shop, Caller.Writer).RunAsync("drop table seen_on_the_overview");
        Assert.Contains("Schema changes go through migrations", refused.Error, StringComparison.Ordinal);
        var held = stack.Psql(stack.Plan.Shop, Caller.Writer).RunAsync("delete from orders where id = 963963");

        await Expect(engineer.Page.GetByText("drop table", new() { Exact = false }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(engineer.Page.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
        var card = approver.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = "963963" });
        await Expect(card).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await engineer.PictureAsync("overview");
        await card.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();

        Assert.Contains("57014", (await held).Error, StringComparison.Ordinal);
        await Expect(card).ToHaveCountAsync(0);
        Assert.Empty(engineer.Complaints);
        Assert.Empty(approver.Complaints);
    }

    /// <summary>Only then a key or a click is heard.</summary>
    static Task LiveAsync(IPage page) => Expect(page.Locator(".page[data-live=true]")).ToBeVisibleAsync(new() { Timeout = 20_000 });

    static Task<string> TokenAsync(IPage page) => page.EvaluateAsync<string>(
        "async () => (await (await fetch('/api/v1/tokens', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ connection: 'shop' }) })).json()).token");
}
