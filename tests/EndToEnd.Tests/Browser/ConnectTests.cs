using System.Text.RegularExpressions;
using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Npgsql;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>The way in for everybody: ask, be let in, take a token, connect.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task Access_is_asked_for_approved_used_and_revoked()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/connect");
        var page = browser.Page;
        await LiveAsync(page);
        await page.GetByRole(AriaRole.Article, new() { Name = "strongroom" }).GetByRole(AriaRole.Link, new() { Name = "strongroom" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect to strongroom" })).ToBeVisibleAsync();
        var ticket = await AskAndApproveAsync(stack, page, "the books of the quarter");

        var token = await TokenAsync(page);
        Assert.DoesNotContain(token, page.Url, StringComparison.Ordinal);
        await using var session = await OpenAsync(stack.Plan.Strongroom, token);
        Assert.Equal("let in", await session.AskAsync("select 'let in'"));

        await Held.DecideAsync(stack, ticket, Caller.Dirk, "revoke");
        await Expect(page.GetByText("Your access was revoked")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Until.HoldsAsync(() => IsCutAsync(session), TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(token, stack.Logs, StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
    }

    [FullFact]
    public async Task A_session_ends_with_the_minute_that_was_granted()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/connect/strongroom");
        await LiveAsync(browser.Page);
        await AskAndApproveAsync(stack, browser.Page, "one minute only");
        await using var session = await OpenAsync(stack.Plan.Strongroom, await TokenAsync(browser.Page));

        Assert.False(await IsCutAsync(session));
        await Until.HoldsAsync(() => IsCutAsync(session), TimeSpan.FromSeconds(75));
        await Expect(browser.Page.GetByRole(AriaRole.Button, new() { Name = "Request access" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_line_for_psql_works_as_it_is_with_the_certificate_that_the_page_offers()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/connect/shop");
        var page = browser.Page;
        await LiveAsync(page);
        var token = await TokenAsync(page);
        var folder = Directory.CreateTempSubdirectory("hooplike-connect");
        try
        {
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "download hooplike-ca.crt" }).ClickAsync());
            await download.SaveAsAsync(Path.Combine(folder.FullName, download.SuggestedFilename));
            var line = await page.GetByLabel("psql", new() { Exact = true }).InnerTextAsync();

            var answer = await Command.RunAsync("bash", ["-c", $"{line.Trim()} -qAtX -c \"select 'as it is'\""], new Dictionary<string, string> { ["PGPASSWORD"] = token, ["PGCONNECT_TIMEOUT"] = "30" }, folder: folder.FullName);

            Assert.Equal("as it is\n", answer.Succeeded());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Asks for one minute in this browser, approves in another, and gives the ticket's id.</summary>
    static async Task<string> AskAndApproveAsync(HoopLikeStack stack, IPage page, string reason)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Request access" }).ClickAsync();
        await page.GetByLabel("What for").FillAsync(reason);
        await page.GetByLabel("For how many minutes").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for access" }).ClickAsync();
        await Expect(page.GetByText("Waiting for an approval by dba")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        var ticket = (string)(await Held.TicketAsync(stack, reason))["id"]!;

        await using var approver = await Chromium.OpenAsync(stack, "approver", stack.Plan.ApproverPassword, $"/approvals/{ticket}");
        await LiveAsync(approver.Page);
        var card = approver.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = reason });
        await card.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(page.GetByText("Approved by approver.")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        return ticket;
    }

    /// <summary>Makes a token, which is hidden until it is asked to be shown.</summary>
    static async Task<string> TokenAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        var shown = page.GetByLabel("Token", new() { Exact = true }).Locator("code");
        await Expect(shown).ToHaveTextAsync(new Regex("^•+$"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the token" }).ClickAsync();
        await Expect(shown).ToHaveTextAsync(new Regex(@"^eyJ[\w.-]+$"));
        return await shown.InnerTextAsync();
    }

    /// <summary>Only then a click is heard.</summary>
    static Task LiveAsync(IPage page) => Expect(page.Locator(".page[data-live=true]")).ToBeVisibleAsync(new() { Timeout = 20_000 });

    static async Task<NpgsqlConnection> OpenAsync(Gateway gateway, string token)
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={gateway.Port};Username=whatever;Password={token};Database={gateway.Database};SSL Mode=Require;Pooling=false;Timeout=30");
        await connection.OpenAsync();
        return connection;
    }

    static async Task<bool> IsCutAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.AskAsync("select 1");
            return false;
        }
        catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException)
        {
            return true;
        }
    }
}
