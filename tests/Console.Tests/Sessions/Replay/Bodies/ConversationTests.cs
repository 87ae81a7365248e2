using HoopLike.Console.Sessions.Replay.Bodies;
using Xunit;

namespace HoopLike.Console.Tests.Sessions.Replay.Bodies;

public sealed class ConversationTests
{
    static string Words(Conversation? conversation) => conversation is null ? "none" : string.Join(" | ", conversation.Messages.Select(m => $"{m.Role}: {string.Join(" + ", m.Parts.Select(p => $"{p.Kind} {p.Name} {p.Text}".Replace("  ", " ", StringComparison.Ordinal)))}"));

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"system","content":"be brief"},{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{\"q\":1}"}}]},{"role":"tool","tool_call_id":"c1","content":"found"}]}""",
        "system: Text be brief | user: Text hi + Other image_url  | assistant: ToolCall find {\"q\":1} | tool: ToolResult found")]
    [InlineData("""{"model":"m","system":"be brief","messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"tool_use","id":"t","name":"find","input":{"q":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"found"}]}]}]}""",
        "system: Text be brief | assistant: Thought hm + ToolCall find {\"q\":1} | user: ToolResult found")]
    [InlineData("""{"model":"m","instructions":"be brief","input":[{"role":"user","content":"hi"},{"type":"function_call","call_id":"c","name":"find","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"found"}]}""",
        "system: Text be brief | user: Text hi | assistant: ToolCall find {} | tool: ToolResult found")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"hi"}]},{"role":"model","parts":[{"functionCall":{"name":"find","args":{"q":1}}}]}],"systemInstruction":{"parts":[{"text":"be brief"}]}}""",
        "system: Text be brief | user: Text hi | assistant: ToolCall find {\"q\":1}")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"refund","arguments":{"amount":5}}}""", "caller: ToolCall refund {\"amount\":5}")]
    [InlineData("""{"orders":[1,2]}""", "none")]
    [InlineData("""{"messages":"none"}""", "none")]
    [InlineData("not JSON", "none")]
    [InlineData("[1]", "none")]
    public void What_a_model_is_told_is_read(string body, string words) => Assert.Equal(words, Words(ConversationReading.OfRequest(body)));

    [Theory]
    [InlineData("""{"model":"m","choices":[{"message":{"role":"assistant","content":"hello"}}]}""", "assistant: Text hello")]
    [InlineData("""{"type":"message","role":"assistant","content":[{"type":"text","text":"hello"},{"type":"tool_use","name":"find","input":{}}]}""", "assistant: Text hello + ToolCall find {}")]
    [InlineData("""{"output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]},{"type":"function_call","name":"find","arguments":"{}"}]}""", "assistant: Text hello | assistant: ToolCall find {}")]
    [InlineData("""{"candidates":[{"content":{"role":"model","parts":[{"text":"hello"}]}}]}""", "assistant: Text hello")]
    [InlineData("""{"model":"m","message":{"role":"assistant","content":"hello"},"done":true}""", "assistant: Text hello")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"done"}]}}""", "tool: ToolResult done")]
    [InlineData("""{"message":"not found"}""", "none")]
    public void What_a_model_says_is_read(string body, string words) => Assert.Equal(words, Words(ConversationReading.OfAnswer(body)));

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":"hel"}}]}~{"choices":[{"index":0,"delta":{"content":"lo"}}]}~[DONE]""", "assistant: Text hello")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"find","arguments":"{\"q\""}}]}}]}~{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}""", "assistant: ToolCall find {\"q\":1}")]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}~{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}~{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","name":"find"}}~{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}""", "assistant: Text hello + ToolCall find {}")]
    [InlineData("""{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"hel"}~{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"lo"}""", "assistant: Text hello")]
    [InlineData("""{"model":"m","message":{"role":"assistant","content":"hel"}}~{"model":"m","message":{"role":"assistant","content":"lo"}}""", "assistant: Text hello")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/progress"}~{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"done"}]}}""", "tool: ToolResult done")]
    [InlineData("""{"progress":1}""", "none")]
    public void What_a_model_says_piece_by_piece_is_put_together(string events, string words) =>
        Assert.Equal(words, Words(StreamedConversation.Of(events.Split('~').Select(e => new StreamEvent(DateTimeOffset.UnixEpoch, null, e)))));

    [Theory]
    [InlineData("a,b\n\"x, \"\"y\"\"\",2\n", "a/b|x, \"y\"/2")]
    [InlineData("a;b\r\n1;2", "a/b|1/2")]
    [InlineData("a\tb", "a/b")]
    public void A_table_is_read_as_spreadsheets_read_it(string text, string rows) => Assert.Equal(rows, string.Join('|', TableRows.OfCsv(text).Select(r => string.Join('/', r))));

    [Fact]
    public void A_form_is_decoded() => Assert.Equal(["a b=c&d", "e="], TableRows.OfForm("a+b=c%26d&e").Select(r => $"{r[0]}={r[1]}"));
}
