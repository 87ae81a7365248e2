using System.Text.Json.Nodes;
using HoopLike.Console.Audit;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Api;

public sealed class AuditApiTests : IAsyncLifetime
{
    RunningConsole console = null!;

    public async Task InitializeAsync()
    {
        console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var log = console.Get<AuditLog>();
        await log.AppendAsync(new Actor("=cmd|' /C calc'!A0", null), new AuditNote("test.done", "thing one") { Detail = "says \"quoted\", and more\nin two lines", After = """{"a":1}""" }, default);
        await log.AppendAsync(new Actor("ann", null), new AuditNote("test.done", "thing two") { Detail = "+1" }, default);
    }

    public async Task DisposeAsync() => await console.DisposeAsync();

    [Fact]
    public async Task The_list_takes_filters_and_goes_on_where_a_page_ended()
    {
        var (_, first) = await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit?action=test&limit=1");
        var (_, second) = await console.GetAsync(SomeConfig.AuditorKey, $"/api/v1/audit?action=test&limit=1&cursor={first!["next"]}");
        var (_, found) = await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit?target=thing&q=QUOTED");

        Assert.Equal(["thing two", "thing one", "thing one"], new[] { first, second, found }.Select(p => (string?)Assert.Single(p!["items"]!.AsArray())!["target"]));
        Assert.Equal(400, (int)(await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit?cursor=x")).Status);
    }

    [Fact]
    public async Task Csv_holds_what_the_log_holds_and_no_formula()
    {
        using var client = console.Client(SomeConfig.AuditorKey);

        var answer = await client.GetAsync("/api/v1/audit/export?format=csv&action=test.done");

        Assert.Equal("attachment; filename=hooplike-audit.csv", answer.Content.Headers.ContentDisposition!.ToString());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith("sequence,at,actor,", text, StringComparison.Ordinal);
        Assert.Contains(",\"'=cmd|' /C calc'!A0\",", text, StringComparison.Ordinal);
        Assert.Contains("\"says \"\"quoted\"\", and more\nin two lines\"", text, StringComparison.Ordinal);
        Assert.Contains("\"'+1\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ndjson_has_an_entry_a_line_oldest_first_and_the_export_is_an_entry_itself()
    {
        using var client = console.Client(SomeConfig.AuditorKey);

        var text = await client.GetStringAsync("/api/v1/audit/export?action=test");
        var (_, entry) = await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit?action=audit.exported");

        Assert.Equal(["thing one", "thing two"], text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => (string?)JsonNode.Parse(l)!["target"]));
        Assert.Equal("ida as ndjson: action test", $"{entry!["items"]![0]!["actor"]} {entry["items"]![0]!["detail"]}");
        Assert.Equal(400, (int)(await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit/export?format=xlsx")).Status);
    }
}
