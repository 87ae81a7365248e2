using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HoopLike.Shared.Http.Mcp;

/// <summary>What the gateway itself says in JSON-RPC, to callers and to servers of MCP.</summary>
public static class McpReply
{
    /// <summary>The call is not allowed. In the range that JSON-RPC 2.0, section 5.1 leaves to servers, and none that MCP's specifications or SDKs use.</summary>
    public const int Refused = -32043;

    private static readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The answer to calls that do not reach the server: to <c>tools/call</c> a result that is an error, which clients show to the model; to others an error of JSON-RPC. Of a batch each call gets one.
    /// Null where nobody waits for an answer.
    /// </summary>
    public static byte[]? Refusal(McpRequest request, string words, string? policy)
    {
        var waiting = request.Calls.Where(c => c.Id is not null).ToList();
        if (waiting.Count == 0) return null;
        return Written(writer =>
        {
            if (request.IsBatch) writer.WriteStartArray();
            foreach (var call in waiting)
            {
                if (call.CallsTool) ToolRefusal(writer, call.Id!, words, policy);
                else Error(writer, call.Id!, words, policy);
            }

            if (request.IsBatch) writer.WriteEndArray();
        });
    }

    /// <summary>An error of JSON-RPC.</summary>
    /// <param name="id">As JSON.</param>
    public static byte[] Error(string id, string words, string? policy = null) => Written(writer => Error(writer, id, words, policy));

    /// <summary>Says to whoever waits that it is worth waiting (<c>notifications/progress</c>).</summary>
    /// <param name="token">As JSON.</param>
    public static byte[] Progress(string token, int progress, string words) => Written(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WriteString("method"u8, "notifications/progress"u8);
        writer.WriteStartObject("params"u8);
        writer.WritePropertyName("progressToken"u8);
        writer.WriteRawValue(token);
        writer.WriteNumber("progress"u8, progress);
        writer.WriteString("message"u8, words);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>A message as an event of a stream.</summary>
    public static byte[] Event(ReadOnlySpan<byte> message)
    {
        var output = new ArrayBufferWriter<byte>(message.Length + 32);
        output.Write("event: message\n"u8);
        WriteData(message, output);
        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Lines of data, as many as the message has.</summary>
    internal static void WriteData(ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        do
        {
            var end = message.IndexOfAny((byte)'\n', (byte)'\r');
            output.Write("data: "u8);
            output.Write(end < 0 ? message : message[..end]);
            output.Write("\n"u8);
            message = end < 0 ? [] : message[(end + 1)..];
        }
        while (!message.IsEmpty);
    }

    internal static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(output, options)) write(writer);
        return output.WrittenSpan.ToArray();
    }

    private static void ToolRefusal(Utf8JsonWriter writer, string id, string words, string? policy)
    {
        Begin(writer, id);
        writer.WriteStartObject("result"u8);
        writer.WriteStartArray("content"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, policy is null ? words : $"{words} (policy {policy})");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteBoolean("isError"u8, true);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Error(Utf8JsonWriter writer, string id, string words, string? policy)
    {
        Begin(writer, id);
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, Refused);
        writer.WriteString("message"u8, words);
        if (policy is not null)
        {
            writer.WriteStartObject("data"u8);
            writer.WriteString("policy"u8, policy);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer, string id)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WritePropertyName("id"u8);
        writer.WriteRawValue(id);
    }
}
