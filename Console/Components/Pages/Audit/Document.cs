using System.Text.Encodings.Web;
using System.Text.Json;

namespace HoopLike.Console.Components.Pages.Audit;

/// <summary>An entry's document, a line for each of its parts.</summary>
internal static class Document
{
    /// <summary>It is shown as text and goes through the renderer's escaping: what JSON escapes only for the sake of HTML may stand as it is.</summary>
    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string? json)
    {
        if (json is null) return "";
        try
        {
            return JsonSerializer.Serialize(JsonElement.Parse(json), indented);
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
