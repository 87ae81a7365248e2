using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace HoopLike.Console.Api.Mcp;

/// <summary>Makes definitions of tools.</summary>
internal static class ToolDefinitions
{
    /// <param name="schema">JSON Schema of the arguments.</param>
    /// <param name="isReadOnly">It changes nothing, here or elsewhere.</param>
    public static Tool Of(string name, string title, string description, string schema, bool isReadOnly)
    {
        using var parsed = JsonDocument.Parse(schema);
        return new Tool
        {
            Name = name, Title = title, Description = description, InputSchema = parsed.RootElement.Clone(),
            Annotations = new ToolAnnotations { ReadOnlyHint = isReadOnly, DestructiveHint = false, IdempotentHint = isReadOnly, OpenWorldHint = false },
        };
    }
}
