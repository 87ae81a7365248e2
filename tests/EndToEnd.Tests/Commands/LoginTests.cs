using System.Net;
using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Commands;

/// <summary>Signing in from a terminal, and what that is worth afterwards.</summary>
public sealed class LoginTests
{
    const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_local_account_signs_in_once_and_lists_what_it_may_use()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = await CleanShell.SignedInAsync(stack, "engineer", stack.Plan.EngineerPassword);

        Assert.Matches(@"(?m)^shop +postgres +\S+:" + stack.Plan.Shop.Port, (await shell.RunAsync("hooplike ls")).Succeeded());
        Assert.Contains("engineer (human)", (await shell.RunAsync("hooplike whoami")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal(ownerOnly, File.GetUnixFileMode(shell.SignIns));
        Assert.Equal(ownerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(shell.SignIns)!));
    }

    [Fact]
    public async Task A_typed_password_does_not_show()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = new CleanShell();

        var screen = (await shell.TypeAsync($"hooplike login --console {stack.Address} --user engineer", ("Password of engineer", stack.Plan.EngineerPassword + "x\u007f\r"))).Succeeded();

        Assert.Contains("Signed in", screen, StringComparison.Ordinal);
        Assert.DoesNotContain(stack.Plan.EngineerPassword, screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_signs_nobody_in()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = new CleanShell();

        var outcome = await shell.RunAsync($"hooplike login --console {stack.Address} --user auditor", "not-it\n");

        Assert.Equal(1, outcome.ExitCode);
        Assert.NotEmpty(outcome.Error);
        Assert.False(File.Exists(shell.SignIns));
        Assert.Equal(3, (await shell.RunAsync("hooplike ls")).ExitCode);
    }

    [Fact]
    public async Task Signing_out_makes_every_token_of_the_sign_in_useless_at_once()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = await CleanShell.SignedInAsync(stack, "engineer", stack.Plan.EngineerPassword);
        var stored = (string)JsonNode.Parse(await File.ReadAllTextAsync(shell.SignIns))!["signIns"]![0]!["token"]!;
        var forShop = (string)JsonNode.Parse((await shell.RunAsync("hooplike connect shop --json")).Succeeded())!["password"]!;
        var psql = new Psql(stack.Plan.Shop, forShop);
        Assert.Equal("1", await psql.AskAsync("select 1"));
        await using var session = await psql.StartAsync("select pg_sleep(47)");
        await Until.HoldsAsync(() => stack.Postgres.Ran("pg_sleep(47)"), TimeSpan.FromSeconds(60));

        // Whoever signs in again keeps what runs, and ends all of it by signing out.
        (await shell.RunAsync($"hooplike login --console {stack.Address} --user engineer", stack.Plan.EngineerPassword + "\n")).Succeeded();
        Assert.Equal("1", await psql.AskAsync("select 1"));

        (await shell.RunAsync("hooplike logout")).Succeeded();

        using var api = new ApiClient(stack.Address, stored);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.TryAsync(HttpMethod.Get, "connections")).Status);
        Assert.NotEqual(0, await session.ExitAsync(TimeSpan.FromSeconds(5)));
        await Until.HoldsAsync(async () => (await psql.RunAsync("select 1")).Error.Contains("FATAL", StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Equal(3, (await shell.RunAsync("hooplike ls")).ExitCode);
        Assert.DoesNotContain(stored, await File.ReadAllTextAsync(shell.SignIns), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_is_confirmed_in_a_browser_signs_the_terminal_in()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = new CleanShell();
        await using var login = await shell.StartAsync("login", "--console", stack.Address);

        await using var browser = await DeviceAsync(stack, await PageAsync(login));
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "It is mine" }).ClickAsync();

        Assert.Equal(0, await login.ExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("as approver", login.Output, StringComparison.Ordinal);
        Assert.Equal("approver\n", (await shell.RunAsync("hooplike whoami --json | jq -r .name")).Succeeded());
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_code_that_is_refused_in_a_browser_signs_nobody_in()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = new CleanShell();
        await using var login = await shell.StartAsync("login", "--console", stack.Address);

        await using var browser = await DeviceAsync(stack, await PageAsync(login));
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "I did not start this" }).ClickAsync();

        Assert.Equal(1, await login.ExitAsync(TimeSpan.FromSeconds(60)));
        Assert.False(File.Exists(shell.SignIns));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_for_a_browser()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = new CleanShell();

        var outcome = await shell.TypeAsync($"hooplike login --console {stack.Address}", ("Ctrl-C ends the wait", "\u0003"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Stopped.", outcome.Out, StringComparison.Ordinal);
    }

    /// <summary>The page with the code in it, as the terminal shows it.</summary>
    static async Task<string> PageAsync(ChildProcess login)
    {
        await Until.HoldsAsync(() => login.Output.Contains("Waiting up to", StringComparison.Ordinal));
        return new Uri(login.Output.Split('\n').Single(l => l.StartsWith("Or open", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]).PathAndQuery;
    }

    static async Task<BrowserPage> DeviceAsync(HoopLikeStack stack, string page)
    {
        var browser = await Chromium.OpenAsync(stack, "approver", stack.Plan.ApproverPassword, page);
        await Expect(browser.Page.Locator(".page[data-live=true]")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        if (await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Next" }).IsVisibleAsync()) await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        return browser;
    }
}
