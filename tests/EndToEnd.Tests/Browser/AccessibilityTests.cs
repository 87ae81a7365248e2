using System.Text.Json;
using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Browser;

/// <summary>Every page under axe-core: WCAG 2.2 A and AA.</summary>
public sealed class AccessibilityTests
{
    const string Rules = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']";

    static readonly string[] pages =
    [
        "/", "/connect", "/connect/shop", "/approvals", "/sessions", "/runs", "/connections", "/connections/new", "/connections/shop", "/connections/shop/edit",
        "/policies", "/policies/new", "/policies/try", "/policies/nobody-drops", "/policies/nobody-drops/edit",
        "/masking", "/masking/new", "/masking/detectors", "/masking/coverage", "/masking/customer-pii", "/masking/customer-pii/edit",
        "/agents", "/agents/local", "/identities", "/identities/people/engineer", "/identities/service-accounts/analyst", "/identities/groups/dba", "/identities/providers/new", "/device", "/audit", "/settings", "/no-such-page",
    ];

    [Theory]
    [InlineData(ColorScheme.Dark)]
    [InlineData(ColorScheme.Light)]
    public async Task No_page_has_a_violation(ColorScheme scheme)
    {
        var stack = await SharedStack.GetAsync();
        var word = $"a11y{Guid.NewGuid():N}"[..12];
        await stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync($"select '{word}'");
        using var api = stack.Api(Caller.Admin);
        var session = await Sessions.EndedAsync(api, "shop", word);
        var held = await Held.StartAsync(stack, Caller.Writer, $"update orders set state = '{word}' where id = -1", word);

        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/signin");
        await browser.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var found = new List<string>();
        foreach (var address in pages.Append($"/sessions/{session}").Append($"/approvals/{held.Id}")) found.AddRange(await ViolationsAsync(browser.Page, address));
        await held.DenyAsync(Caller.Dana);
        await held.Answer;

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public async Task Signing_in_has_no_violation()
    {
        var stack = await SharedStack.GetAsync();
        await using var browser = await Chromium.OpenAsync(stack, null, null, "/signin");
        Assert.Empty(await ViolationsAsync(browser.Page, "/signin?failed=true"));
    }

    static async Task<IEnumerable<string>> ViolationsAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.Locator("[data-live=true], .plain").First.WaitForAsync();
        await page.EvaluateAsync(await AxeAsync());
        var found = await page.EvaluateAsync<JsonElement>($$"""async () => (await axe.run(document, { runOnly: {{Rules}} })).violations.map(v => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)) }))""");
        return found.EnumerateArray().Select(v => $"{address}: {v}");
    }

    static Task<string> AxeAsync() => File.ReadAllTextAsync(Path.Combine(ProductFiles.Clients, "node_modules", "axe-core", "axe.min.js"));
}
