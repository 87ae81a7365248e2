using System.Text.Encodings.Web;
using System.Text.Json;

namespace HoopLike.Agent.Callers;

/// <summary>JSON as the REST interface speaks it and as <c>--json</c> prints it.</summary>
internal static class CallerJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>For people as well as for programs. A terminal gets no control characters: JSON escapes them.</summary>
    public static JsonSerializerOptions Indented { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };
}
