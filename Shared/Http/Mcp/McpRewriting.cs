using System.Text;
using System.Text.Json;

namespace HoopLike.Shared.Http.Mcp;

/// <summary>Writes a message once more, without tools that are not shown and with the documents within it masked.</summary>
internal sealed class McpRewriting(IMcpRules rules, DocumentMask documents)
{
    public bool IsChanged { get; private set; }

    public long Masked { get; private set; }

    public void Message(JsonElement message, Utf8JsonWriter writer) => Members(message, writer, (name, value) =>
    {
        if (JsonBody.IsName(name, "result") && value.ValueKind == JsonValueKind.Object) Members(value, writer, (inner, member) => Result(inner, member, writer));
        else Value(value, writer);
    });

    private void Result(string name, JsonElement value, Utf8JsonWriter writer)
    {
        if (JsonBody.IsName(name, "tools") && value.ValueKind == JsonValueKind.Array) Tools(value, writer);
        else if (JsonBody.IsName(name, "structuredContent") && Masking(value.GetRawText()) is { } masked) writer.WriteRawValue(masked);
        else Value(value, writer);
    }

    private void Tools(JsonElement tools, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var tool in tools.EnumerateArray())
        {
            JsonElement[] names = [.. tool.Named("name")];
            if (names is [{ ValueKind: JsonValueKind.String } name] && rules.ShowsTool(name.GetString()!, tool)) Value(tool, writer);
            else IsChanged = true;
        }

        writer.WriteEndArray();
    }

    private void Value(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Members(value, writer, (_, member) => Value(member, writer));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray()) Value(element, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when IsDocument(value) && Masking(value.GetString()!) is { } masked:
                writer.WriteStringValue(masked);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void Members(JsonElement value, Utf8JsonWriter writer, Action<string, JsonElement> write)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            write(member.Name, member.Value);
        }

        writer.WriteEndObject();
    }

    private bool IsDocument(JsonElement text) => !documents.IsEmpty && text.GetString().AsSpan().TrimStart() is ['{' or '[', ..];

    private byte[]? Masking(string document)
    {
        if (documents.IsEmpty || documents.Mask(Encoding.UTF8.GetBytes(document)) is not { } masked) return null;
        IsChanged = true;
        Masked++;
        return masked;
    }
}
