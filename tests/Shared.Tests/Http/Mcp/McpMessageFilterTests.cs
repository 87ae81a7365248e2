using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopLike.Shared.Http.Mcp;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Masking.Bodies;
using Xunit;

namespace HoopLike.Shared.Tests.Http.Mcp;

/// <summary>What of a server's messages its caller gets.</summary>
public sealed class McpMessageFilterTests
{
    private static readonly SomeRules rules = new(["read", "write"], ["roots/list"]);

    [Theory]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "result": {"tools": [{"name": "read", "inputSchema": {"type": "object"}}, {"name": "drop"}], "nextCursor": "abc"}}""", "read")]
    [InlineData("""{"result": {"tools": [{"name": "drop"}, {"name": "write"}, {"title": "x"}, {"name": 7}, "read"]}, "id": 1, "jsonrpc": "2.0"}""", "write")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "result": {"tools": [{"name": "read", "Name": "drop"}]}}""", "")]
    [InlineData("""{"j\u0073onrpc": "2.0", "id": 1, "Result": {"t\u006fols": [{"name": "dr\u006fp"}, {"name": "read"}]}}""", "read")]
    public void Tools_that_may_not_be_called_are_taken_out(string message, string shown)
    {
        var taken = Take(message)!;

        Assert.Equal(shown, string.Join(' ', Tools(taken)));
        Assert.DoesNotContain("drop", taken, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_beside_the_tools_stays()
    {
        var taken = JsonNode.Parse(Take("""{"jsonrpc": "2.0", "id": "a\u00e9", "result": {"_meta": {"n": 1.50}, "tools": [{"name": "drop"}], "nextCursor": "abc"}}""")!)!;

        Assert.Equal(("aé", "abc", "1.50"), ((string?)taken["id"], (string?)taken["result"]!["nextCursor"], taken["result"]!["_meta"]!["n"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "result": {"tools": [{"name": "read"}]}}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "roots/list"}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "ping"}""")]
    [InlineData("""{"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progress": 1}}""")]
    [InlineData("""{"choices": [{"delta": {"content": "jsonrpc"}}], "method": "sampling/createMessage", "id": 1}""")]
    [InlineData("""[{"name": "drop"}]""")]
    [InlineData("plain words")]
    [InlineData("[DONE]")]
    [InlineData("")]
    public void What_nothing_is_said_against_stays_byte_by_byte(string message) => Assert.Null(Take(message));

    [Theory]
    [InlineData("sampling/createMessage", "1")]
    [InlineData("elicitation/create", "\"x\"")]
    [InlineData("tasks/anything", "null")]
    public void What_a_server_asks_of_its_caller_is_taken_out_and_told(string method, string id)
    {
        var filter = new McpMessageFilter(rules, Body.Rules(), isStrict: false);

        Assert.Empty(filter.Take(Bytes($$$"""{"jsonrpc": "2.0", "id": {{{id}}}, "method": "{{{method}}}", "params": {}}"""))!);
        Assert.Equal(new McpServerRequest(id, method), Assert.Single(filter.TakeRefused()));
        Assert.Empty(filter.TakeRefused());
    }

    [Theory]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "m\u0065thod": "samplin\u0067/createMessage"}""")]
    [InlineData("""{"JSONRPC": "2.0", "ID": 1, "METHOD": "sampling/createMessage"}""")]
    [InlineData("""{"jſonrpc": "2.0", "id": 1, "method": "sampling/createMessage"}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": ["sampling/createMessage"]}""")]
    public void However_it_is_written(string message) => Assert.Empty(Take(message)!);

    [Fact]
    public void What_a_server_asks_within_a_result_becomes_an_error()
    {
        var taken = JsonNode.Parse(Take("""{"jsonrpc": "2.0", "id": 4, "result": {"resultType": "input_required", "inputRequests": {"a": {"method": "elicitation/create", "params": {"message": "your password?"}}}}}""")!)!;

        Assert.Equal((4, McpReply.Refused), ((int)taken["id"]!, (int)taken["error"]!["code"]!));
        Assert.DoesNotContain("password", taken.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(Take("""{"jsonrpc": "2.0", "id": 4, "result": {"inputRequests": {"a": {"method": "roots/list"}}}}"""));
    }

    [Fact]
    public void Of_a_batch_each_member_is_judged()
    {
        var taken = Take("""[{"jsonrpc": "2.0", "id": 1, "method": "sampling/createMessage"}, {"jsonrpc": "2.0", "id": 2, "result": {"tools": [{"name": "drop"}]}}, {"jsonrpc": "2.0", "id": 3, "result": {}}]""");

        Assert.Equal("""[{"jsonrpc":"2.0","id":2,"result":{"tools":[]}},{"jsonrpc":"2.0","id":3,"result":{}}]""", taken);
        Assert.Equal("", Take("""[{"jsonrpc": "2.0", "id": 1, "method": "sampling/createMessage"}]"""));
    }

    [Theory]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "ping", "method": "sampling/createMessage"}""", false)]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "x",}""", false)]
    [InlineData("""{"j\u0073onrpc": "2.0", "id": 1, "id": 2}""", false)]
    [InlineData("""{"id": 1, "id": 2}""", true)]
    [InlineData("\ufeff{\"id\": 1}", true)]
    public void What_clients_could_read_differently_is_refused(string message, bool isStrict) =>
        Assert.Throws<UnreadableBodyException>(() => new McpMessageFilter(rules, Body.Rules(), isStrict).Take(Bytes(message)));

    [Fact]
    public void A_stream_that_is_not_of_MCP_may_say_what_it_likes() => Assert.Null(Take("""{"id": 1, "id": 2}"""));

    [Fact]
    public void Text_that_is_JSON_is_no_way_around_a_rule()
    {
        var paths = new MaskingRuleConfig { Name = "p", JsonPaths = ["$.customer.email", "$.result.structuredContent.ssn"], Method = new MaskMethod(MaskKind.Redact) };
        const string text = """{"customer": {"email": "ada@example.com"}, "ssn": "123-45-6789", "n": 1}""";

        var taken = JsonNode.Parse(Take($$$"""{"jsonrpc": "2.0", "id": 1, "result": {"content": [{"type": "text", "text": {{{JsonSerializer.Serialize(text)}}}}], "structuredContent": {{{text}}}}}""", paths)!)!["result"]!;

        const string masked = """{"customer": {"email": "[redacted]"}, "ssn": "[redacted]", "n": 1}""";
        Assert.Equal(masked, (string?)taken["content"]![0]!["text"]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(masked), taken["structuredContent"]));
    }

    [Fact]
    public void Escapes_within_such_text_hide_nothing_from_detectors()
    {
        var taken = JsonNode.Parse(Take("""{"jsonrpc": "2.0", "id": 1, "result": {"contents": [{"uri": "a", "text": "{\"a\": \"ada\\u0040example.com\"}"}]}}""", Body.Anywhere)!)!;

        Assert.Equal("""{"a": "[redacted]"}""", (string?)taken["result"]!["contents"]![0]!["text"]);
    }

    [Theory]
    [InlineData("{not json ada}")]
    [InlineData("[1] see below")]
    [InlineData("""{"a": 1}}""")]
    public void Text_that_only_looks_like_JSON_stays_text(string text) =>
        Assert.Null(Take($$$"""{"jsonrpc": "2.0", "id": 1, "result": {"content": [{"type": "text", "text": {{{JsonSerializer.Serialize(text)}}}}]}}""", Body.Paths(new MaskMethod(MaskKind.Redact), "$..a")));

    private static string? Take(string message, params MaskingRuleConfig[] masks) => new McpMessageFilter(rules, Body.Rules(masks), isStrict: false).Take(Bytes(message)) is { } taken ? Encoding.UTF8.GetString(taken) : null;

    private static IEnumerable<string?> Tools(string message) => JsonNode.Parse(message.Replace("Result", "result", StringComparison.Ordinal))!["result"]!["tools"]!.AsArray().Select(t => (string?)t!["name"]);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private sealed class SomeRules(string[] tools, string[] methods) : IMcpRules
    {
        public bool ShowsTool(string name, JsonElement tool) => tools.Contains(name);

        public bool AllowsServerRequest(string method) => methods.Contains(method);
    }
}
