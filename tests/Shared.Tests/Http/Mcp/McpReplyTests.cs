using System.Text;
using System.Text.Json.Nodes;
using HoopLike.Shared.Http.Mcp;
using Xunit;

namespace HoopLike.Shared.Tests.Http.Mcp;

public sealed class McpReplyTests
{
    [Fact]
    public void A_refused_call_of_a_tool_is_a_result_that_the_model_gets_to_read()
    {
        var answer = Refusal("""{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"drop"}}""")!;

        Assert.Equal(("x", true, "Not \"here\". (policy no-drop)"), ((string?)answer["id"], (bool)answer["result"]!["isError"]!, (string?)answer["result"]!["content"]![0]!["text"]));
    }

    [Fact]
    public void Anything_else_is_an_error()
    {
        var answer = Refusal("""{"jsonrpc":"2.0","id":1e0,"method":"resources/read","params":{}}""")!;

        Assert.Equal(("1e0", McpReply.Refused, "no-drop"), (answer["id"]!.ToJsonString(), (int)answer["error"]!["code"]!, (string?)answer["error"]!["data"]!["policy"]));
    }

    [Fact]
    public void Of_a_batch_each_call_that_waits_gets_its_answer()
    {
        var answer = Refusal("""[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"}},{"jsonrpc":"2.0","method":"notifications/x"},{"jsonrpc":"2.0","id":2,"method":"ping"}]""")!.AsArray();

        Assert.Equal([1, 2], answer.Select(a => (int)a!["id"]!));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""")]
    public void Who_does_not_wait_gets_none(string body) => Assert.Null(Refusal(body));

    [Theory]
    [InlineData("""{"model":"gpt-5","method":"x"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"x"}""")]
    [InlineData("[]")]
    public void What_is_no_call_is_none(string body) => Assert.Null(Read(body));

    [Fact]
    public void A_call_says_which_tool_and_by_what_it_wants_to_hear_of_progress()
    {
        var call = Assert.Single(Read("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"refund","arguments":{"id":1},"_meta":{"progressToken":"p\u0031"}}}""")!.Calls);

        Assert.Equal(new McpCall("7", "tools/call", "refund", "\"p\\u0031\""), call);
        Assert.Equal("p1", (string?)JsonNode.Parse(McpReply.Progress(call.ProgressToken!, 3, "waits"))!["params"]!["progressToken"]);
    }

    [Fact]
    public void A_message_is_one_event_however_many_lines_it_has() => Assert.Equal("event: message\ndata: {\ndata: }\n\n", Encoding.UTF8.GetString(McpReply.Event("{\n}"u8)));

    private static JsonNode? Refusal(string body) => McpReply.Refusal(Read(body)!, "Not \"here\".", "no-drop") is { } answer ? JsonNode.Parse(answer) : null;

    private static McpRequest? Read(string body)
    {
        using var operation = Requests.Post(body);
        return McpRequest.Of(operation);
    }
}
