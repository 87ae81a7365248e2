using System.Net.Http.Headers;

namespace HoopLike.Console.Sessions.Replay.Bodies;

/// <summary>As what a body is shown.</summary>
public enum BodyKind
{
    Text,
    Json,
    JsonLines,
    Events,
    Form,
    Table,
    /// <summary>Nothing of it can be read: size and digest say what it was.</summary>
    Binary,
}

public static class BodyKinds
{
    /// <param name="contentType">The header's value; null where there is none.</param>
    public static BodyKind Of(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var parsed) || parsed.MediaType?.ToLowerInvariant() is not { } type) return BodyKind.Text;
        return type switch
        {
            "application/json" or "text/json" => BodyKind.Json,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" or "application/json-lines" or "application/jsonlines" => BodyKind.JsonLines,
            "text/event-stream" => BodyKind.Events,
            "application/x-www-form-urlencoded" => BodyKind.Form,
            "text/csv" or "text/tab-separated-values" => BodyKind.Table,
            _ when type.EndsWith("+json", StringComparison.Ordinal) => BodyKind.Json,
            _ when type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("xml", StringComparison.Ordinal) || type is "application/graphql" or "application/javascript" or "application/yaml" or "application/sql" => BodyKind.Text,
            _ => BodyKind.Binary,
        };
    }
}
