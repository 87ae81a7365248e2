using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using HoopLike.Console.Tests.Agents.Backtests;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Api;

public sealed class BacktestApiTests : IClassFixture<BacktestApiTests.Console>
{
    const string Path = "/api/v1/policies/backtest";
    const string DenyReads = "policies:\n  - {name: no-reading, effect: deny, scope: operation, match: {sql: {tables: [public.salaries]}}}\n";

    readonly RunningConsole console;

    public BacktestApiTests(Console console) => this.console = console.Running;

    [Fact]
    public async Task Answers_with_counts_and_a_page_and_the_next_page_goes_on()
    {
        var (status, first) = await AskAsync(DenyReads, "?limit=2");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((5, 3), ((int)first!["operations"]!, (int)first["changed"]!));
        Assert.Equal("newly-denied 3", $"{first["counts"]![0]!["change"]} {first["counts"]![0]!["operations"]}");
        Assert.Equal("no-reading policy", $"{first["rules"]![0]!["rule"]} {first["rules"]![0]!["kind"]}");
        Assert.Equal(2, first["items"]!.AsArray().Count);
        var item = first["items"]![0]!;
        Assert.Equal(("allow", "deny", "no-reading", "exact", "operation"), ((string?)item["then"]!["verdict"], (string?)item["now"]!["verdict"], (string?)item["now"]!["rule"], (string?)item["certainty"], (string?)item["scope"]));

        var (_, second) = await AskAsync(DenyReads, $"?limit=2&cursor={first["next"]}");
        Assert.Single(second!["items"]!.AsArray());
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Answers_line_by_line_where_that_is_asked()
    {
        using var client = console.Client(SomeConfig.AdminKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(DenyReads, Encoding.UTF8, "application/yaml") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));

        using var answer = await client.SendAsync(request);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["change", "change", "change", "report"], lines.Select(l => (string?)l["type"]));
        Assert.Equal(3, (int)lines[^1]["report"]!["changed"]!);
    }

    [Fact]
    public async Task Every_mistake_is_told_with_its_line_and_those_of_the_merge_with_the_line_in_the_text()
    {
        var (status, answer) = await AskAsync("""
            policies:
              - {name: fine, effect: deny, scope: operation}
              - {name: nobody-drops, effect: deny, scope: operation, match: {sql: {kinds: [explode]}}}
              - {name: fine, effect: allow, scope: operation}
            remove: {policies: [nowhere], tables: [x]}
            connections: []
            """);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var mistakes = answer!["errors"]!.AsArray().Select(e => (string?)e!).ToList();
        Assert.Contains(mistakes, m => m!.StartsWith("config:3: policies[1].match.sql.kinds[0]: 'explode' is not one of", StringComparison.Ordinal));
        Assert.Contains("config:4: policies[2].name: 'fine' is there twice.", mistakes);
        Assert.Contains("config:5: remove.policies[0]: there is none called 'nowhere'.", mistakes);
        Assert.Contains(mistakes, m => m!.StartsWith("config:5: remove.tables: is unknown here", StringComparison.Ordinal));
        Assert.Contains(mistakes, m => m!.StartsWith("config:6: connections: cannot be backtested", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replacing_takes_a_section_for_the_whole_of_it_and_merging_does_not()
    {
        var (_, merged) = await AskAsync(DenyReads);
        var (_, replaced) = await AskAsync(DenyReads, "?mode=replace");

        Assert.DoesNotContain(merged!["items"]!.AsArray(), i => (string?)i!["scope"] == "session");
        Assert.Equal(("session", 5), ((string?)replaced!["items"]![0]!["scope"], (int)replaced["items"]![0]!["operations"]!));
    }

    [Theory]
    [InlineData("?mode=sideways", "mode: ")]
    [InlineData("?baseline=1", "baseline: ")]
    [InlineData("?cursor=abc", "cursor: ")]
    [InlineData("?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from: ")]
    [InlineData("?from=2020-01-02T00:00:00Z", "from: ")]
    public async Task Says_which_parameter_is_wrong(string query, string what)
    {
        var (status, answer) = await AskAsync("", query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(what, (string?)answer!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_stored()
    {
        var (_, before) = await console.GetAsync(SomeConfig.AdminKey, "/api/v1/audit");
        await AskAsync(DenyReads);
        var (_, after) = await console.GetAsync(SomeConfig.AdminKey, "/api/v1/audit");

        Assert.Equal(before!["items"]!.AsArray().Count, after!["items"]!.AsArray().Count);
    }

    Task<(HttpStatusCode Status, JsonNode? Body)> AskAsync(string yaml, string query = "") => console.CallAsync(SomeConfig.AdminKey, HttpMethod.Post, Path + query, yaml);

    public sealed class Console : IAsyncLifetime
    {
        public RunningConsole Running { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Running = await RunningConsole.StartAsync(SomeConfig.Yaml);
            var history = new RecordedHistory(Running);
            var session = history.Session();
            for (var n = 0; n < 5; n++) history.Operation(session, n % 2 == 0 ? "select * from public.salaries" : "select 1");
            await history.StoreAsync();
        }

        public async Task DisposeAsync() => await Running.DisposeAsync();
    }
}
