using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>From a scan to rules in force, in a real browser over a real agent.</summary>
public sealed class CoverageTests(OwnStack own) : IClassFixture<OwnStack>
{
    static readonly LocatorAssertionsToBeVisibleOptions patience = new() { Timeout = 30_000 };

    [Fact]
    public async Task An_engineer_scans_a_connection_masks_what_is_open_and_no_value_is_ever_shown()
    {
        var stack = own.Stack;
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/masking/coverage?connection=verified");
        var page = browser.Page;
        var card = page.GetByRole(AriaRole.Region, new() { Name = "verified", Exact = true });
        await Expect(page.Locator("[data-live=true]")).ToBeVisibleAsync(patience);

        await card.GetByRole(AriaRole.Button, new() { Name = "Scan verified" }).ClickAsync();
        var phone = card.GetByRole(AriaRole.Row).Filter(new() { HasText = "public.customers.phone" });
        await Expect(phone).ToBeVisibleAsync(patience);
        await Expect(card.GetByRole(AriaRole.Row).Filter(new() { HasText = "public.customers.email" })).ToContainTextAsync("e-mail address");
        await Expect(card.GetByRole(AriaRole.Row).Filter(new() { HasText = "public.customers.note" })).ToBeVisibleAsync();

        await phone.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(card.GetByText("1 column dismissed")).ToBeVisibleAsync(patience);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(phone).ToBeVisibleAsync(patience);

        await card.GetByRole(AriaRole.Button, new() { Name = "Mask all" }).ClickAsync();
        var plan = card.GetByRole(AriaRole.Region, new() { Name = "What will be masked" });
        await Expect(plan).ToContainTextAsync("verified-phone");
        await plan.GetByRole(AriaRole.Button, new() { NameRegex = new("^Mask \\d+ columns") }).ClickAsync();
        await Expect(card.GetByText("0 open")).ToBeVisibleAsync(patience);
        foreach (var marker in ShopSchema.Markers) Assert.DoesNotContain(marker, await page.ContentAsync(), StringComparison.Ordinal);

        await page.GotoAsync("/connections/verified?tab=schema");
        var search = page.GetByRole(AriaRole.Searchbox, new() { Name = "Find a table or a column" });
        await Expect(page.GetByText("Database shop")).ToBeVisibleAsync(patience);
        await search.FillAsync("phone");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "verified-phone" })).ToBeVisibleAsync(patience);
        await search.FillAsync("customers.name");
        await page.GetByRole(AriaRole.Link, new() { Name = "Mask this column: customers.name" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/masking/new\\?connection=verified&column=public\\.customers\\.name"));

        Assert.DoesNotContain(ShopSchema.Phone, (await stack.Psql(stack.Plan.Verified, Caller.Analyst).RunAsync("select phone from customers")).Succeeded(), StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }
}
