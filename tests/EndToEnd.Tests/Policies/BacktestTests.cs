using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace HoopLike.EndToEnd.Tests.Policies;

/// <summary>What real psql sessions would have looked like under policies and masking rules that are not in force.</summary>
public sealed class BacktestTests
{
    [Fact]
    public async Task Both_directions_are_told_of_what_psql_really_did_and_nothing_changes_for_it()
    {
        var (stack, word) = (await SharedStack.GetAsync(), Word());
        await SpeakAsync(stack, word);
        using var api = stack.Api(Caller.Admin);
        await Sessions.EndedAsync(api, "shop", word);

        var items = await AskAsync(api, word, """
            policies:
              - {name: no-load-time, effect: deny, scope: operation, match: {sql: {functions: [pg_conf_load_time]}}}
              - {name: hold-listening, effect: approve, scope: operation, match: {sql: {functions: [pg_listening_channels]}}, approval: {groups: [dba]}}
            maskingRules:
              - {name: customer-names, columns: ["public.customers.name"], method: {kind: redact}}
            remove: {policies: [nobody-drops], maskingRules: [customer-phone]}
            """);

        Assert.Equal(
            [
                "newly-allowed drop deny nobody-drops -> allow ",
                "no-longer-masked phone allow  -> allow ",
                "newly-masked name allow  -> allow ",
                "newly-held listening allow  -> approve hold-listening",
                "newly-denied load allow  -> deny no-load-time",
            ],
            items.Select(i => $"{i["changes"]![0]} {Kind(i)} {i["then"]!["verdict"]} {i["then"]!["rule"]} -> {i["now"]!["verdict"]} {i["now"]!["rule"]}"));
        Assert.All(items, i => Assert.Equal("exact", (string?)i["certainty"]));
        Assert.All(items, i => Assert.DoesNotContain(ShopSchema.Phone, i.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal("customers.name", (string?)items[2]["maskedNow"]!.AsArray().Single(m => (string?)m!["rule"] == "customer-names")!["what"]);
        var again = await stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync("select pg_conf_load_time() is null");
        Assert.Equal("f", again.Succeeded().Trim());
    }

    [Fact]
    public async Task A_session_that_the_draft_would_not_let_in_is_told_once()
    {
        var (stack, word) = (await SharedStack.GetAsync(), Word());
        await stack.Psql(stack.Plan.Shop, Caller.Priya).RunAsync($"select 1 as {word}", "select 2", "select 3");
        using var api = stack.Api(Caller.Admin);
        var session = await Sessions.EndedAsync(api, "shop", word);

        var answer = await PostAsync(api, "policies: [{name: no-priya, effect: deny, scope: session, subjects: {identities: [priya]}, connections: {names: [shop]}}]");

        var item = answer["items"]!.AsArray().Single(i => (string?)i!["session"] == session)!;
        Assert.Equal(("session", "newly-denied", 3), ((string?)item["scope"], (string?)item["changes"]![0], (int)item["operations"]!));
    }

    [Fact]
    public async Task A_draft_is_looked_up_in_the_browser_before_it_is_saved_and_its_operations_lead_into_the_replay()
    {
        var (stack, word) = (await SharedStack.GetAsync(), Word());
        await SpeakAsync(stack, word);
        using var api = stack.Api(Caller.Admin);
        await Sessions.EndedAsync(api, "shop", word);
        await using var browser = await Chromium.OpenAsync(stack, "engineer", stack.Plan.EngineerPassword, "/policies/new");
        var page = browser.Page;
        await Expect(page.Locator("[data-live='true']")).ToHaveCountAsync(1);

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("no-load-time");
        var functions = page.GetByRole(AriaRole.Combobox, new() { Name = "Functions" });
        await functions.FillAsync("pg_conf_load_time");
        await functions.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "See last week with it" }).ClickAsync();
        var row = page.Locator("#backtest-changes tr", new() { HasText = $"load_{word}" });
        await Expect(row).ToContainTextAsync("newly denied");
        await Expect(row).ToContainTextAsync("by no-load-time");
        await Expect(page.Locator(".form-actions.save")).ToContainTextAsync("would end differently");
        await browser.PictureAsync("backtest");
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator("#replay-lines [aria-current='true']")).ToContainTextAsync($"load_{word}");

        await page.GotoAsync("/policies/nobody-drops");
        await Expect(page.Locator("[data-live='true']")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look back" }).ClickAsync();
        await Expect(page.Locator("#backtest-changes tr", new() { HasText = $"drop_{word}" })).ToContainTextAsync("newly allowed");
        Assert.Empty(browser.Complaints);
    }

    static string Word() => $"w{Guid.NewGuid():N}"[..12];

    static Task<Outcome> SpeakAsync(HoopLikeStack stack, string word) => stack.Psql(stack.Plan.Shop, Caller.Analyst).RunAsync(
        $"select pg_conf_load_time() is null as load_{word}",
        $"select count(*) as listening_{word} from pg_listening_channels()",
        $"select name as name_{word} from customers where id = 3",
        $"select phone as phone_{word} from customers where id = 3",
        $"drop table drop_{word}");

    static string Kind(JsonNode item) => new[] { "load", "listening", "name", "phone", "drop" }.Single(k => ((string)item["text"]!).Contains($"{k}_w", StringComparison.Ordinal));

    /// <summary>Of what was changed, what this test said.</summary>
    static async Task<List<JsonNode>> AskAsync(ApiClient api, string word, string yaml) =>
        [.. (await PostAsync(api, yaml))["items"]!.AsArray().Select(i => i!).Where(i => ((string?)i["text"])?.Contains(word, StringComparison.Ordinal) == true)];

    static async Task<JsonNode> PostAsync(ApiClient api, string yaml)
    {
        // Other tests speak as well: of theirs there may be many.
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        var (status, body) = await api.TryAsync(HttpMethod.Post, "policies/backtest?limit=500", content);
        Assert.True(status == HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!;
    }
}
