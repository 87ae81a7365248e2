using System.Text.Json;

namespace HoopLike.Agent.Callers;

/// <summary>JSON as the REST interface speaks it and as <c>--json</c> prints it.</summary>
internal static class CallerJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>For people as well as for programs. Whatever is not plain ASCII is escaped, so that nothing in it acts on a terminal.</summary>
    public static JsonSerializerOptions Indented { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}
