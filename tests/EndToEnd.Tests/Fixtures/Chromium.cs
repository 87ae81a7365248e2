using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>One Chromium for all tests; each test gets a profile of its own.</summary>
static class Chromium
{
    static readonly Lazy<Task<IBrowser>> browser = new(LaunchAsync);

    /// <summary>Signed in and on the page asked for. <paramref name="name"/> null: not signed in.</summary>
    public static async Task<BrowserPage> OpenAsync(HoopLikeStack stack, string? name, string? password, string path)
    {
        var context = await (await browser.Value).NewContextAsync(new() { BaseURL = stack.Address, ViewportSize = new() { Width = 1100, Height = 560 }, Locale = "en-US" });
        var page = new BrowserPage(await context.NewPageAsync(), stack.Address);
        await page.Page.GotoAsync(path);
        if (name is null) return page;
        await page.Page.GetByLabel("Name").FillAsync(name);
        await page.Page.GetByLabel("Password").FillAsync(password!);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
        return page;
    }

    static async Task<IBrowser> LaunchAsync()
    {
        // A machine with two cores also runs consoles, agents, databases and providers: what comes late has still come.
        Assertions.SetDefaultExpectTimeout(20_000);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"] });
    }
}

/// <summary>A page, and what it should not do: complain, or ask anybody else for anything.</summary>
sealed class BrowserPage : IAsyncDisposable
{
    readonly ConcurrentQueue<string> complaints = new();

    public BrowserPage(IPage page, string address)
    {
        Page = page;
        page.Console += (_, message) => { if (message.Type == "error") complaints.Enqueue(message.Text); };
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Request += (_, request) => { if (!request.Url.StartsWith(address, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) complaints.Enqueue("asked for " + request.Url); };
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Complaints => complaints;

    /// <summary>For the README, where HOOPLIKE_PICTURES names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("HOOPLIKE_PICTURES") is { Length: > 0 } folder) await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
