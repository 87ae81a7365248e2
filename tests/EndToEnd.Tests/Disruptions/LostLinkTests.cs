using HoopLike.EndToEnd.Tests.Browser;
using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Disruptions;

/// <summary>A console that goes away under an open page.</summary>
public sealed class LostLinkTests(OwnStack own) : IClassFixture<OwnStack>
{
    [Fact]
    public async Task A_page_comes_back_by_itself_after_the_console_was_killed_with_what_was_typed()
    {
        var stack = own.Stack;
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/policies/new");
        await FrameTests.LiveAsync(browser.Page);
        var name = browser.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).First;
        await name.FillAsync("half-typed-policy");
        await stack.Console.KillAsync();
        await Expect(browser.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await stack.StartConsoleAsync();
        await Expect(browser.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Expect(name).ToHaveValueAsync("half-typed-policy", new() { Timeout = 30_000 });
    }
}
