using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HoopLike.Shared.Http.Mcp;

/// <summary>How a tool stands to what was approved of it.</summary>
public enum ToolStanding
{
    /// <summary>It is as it was approved.</summary>
    Approved,
    /// <summary>Nothing was approved of a tool of this name.</summary>
    New,
    /// <summary>It says something else of itself than what was approved.</summary>
    Changed,
}

/// <summary>What a server of MCP says of a tool, in one form: title, description, schemas of input and output, annotations; members sorted by name, so that their order makes no difference.</summary>
/// <param name="Text">As people read it.</param>
/// <param name="Fingerprint">SHA-256 of it, in hex.</param>
public sealed record ToolDefinition(string Name, string Text, string Fingerprint)
{
    private static readonly string[] members = ["annotations", "description", "inputSchema", "outputSchema", "title"];

    /// <param name="tool">As <c>tools/list</c> has it.</param>
    public static ToolDefinition Of(string name, JsonElement tool) =>
        new(name, Encoding.UTF8.GetString(Written(tool, isIndented: true)), Convert.ToHexStringLower(SHA256.HashData(Written(tool, isIndented: false))));

    private static byte[] Written(JsonElement tool, bool isIndented)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = isIndented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var member in members)
            foreach (var value in tool.Named(member))
            {
                writer.WritePropertyName(member);
                Write(value, writer);
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray()) Write(element, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                // Not as it came: however it was escaped, it is the same text.
                writer.WriteStringValue(value.GetString());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
