using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>What is around every page.</summary>
public sealed class FrameTests
{
    [Fact]
    public async Task The_palette_goes_anywhere_by_a_few_letters_and_the_keys_without_it()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/");
        await LiveAsync(browser.Page);
        await browser.Page.Keyboard.PressAsync("Control+k");
        await browser.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search or go to" }).FillAsync("replic");
        await Expect(browser.Page.GetByRole(AriaRole.Option).First.Locator(".found-title")).ToHaveTextAsync("replicated");
        await browser.Page.Keyboard.PressAsync("Enter");
        await browser.Page.WaitForURLAsync("**/connections/replicated");
        await browser.Page.Keyboard.PressAsync("g");
        await browser.Page.Keyboard.PressAsync("u");
        await browser.Page.WaitForURLAsync("**/audit");
        await browser.Page.Keyboard.PressAsync("?");
        await Expect(browser.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" })).ToContainTextAsync("Search or go to");
    }

    [Fact]
    public async Task Appearance_is_chosen_once_and_kept()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/");
        await LiveAsync(browser.Page);
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Dark", Exact = true }).ClickAsync();
        await Expect(browser.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await browser.Page.ReloadAsync();
        await Expect(browser.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task What_one_role_may_not_see_the_menu_does_not_offer_and_the_address_does_not_give()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "approver", stack.Plan.ApproverPassword, "/");
        await Expect(browser.Page.GetByRole(AriaRole.Link, new() { Name = "Approvals" }).First).ToBeVisibleAsync();
        await Expect(browser.Page.GetByRole(AriaRole.Link, new() { Name = "Policies" })).ToHaveCountAsync(0);
        foreach (var address in new[] { "/connections", "/policies", "/policies/new", "/masking", "/agents", "/identities", "/audit" })
        {
            await browser.Page.GotoAsync(address);
            await Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("may not see");
        }
    }

    internal static Task LiveAsync(IPage page) => page.Locator("[data-live=true]").First.WaitForAsync();
}
