namespace HoopLike.Shared.Masking.Bodies;

/// <summary>How a body is to be read.</summary>
internal enum BodyKind { Unknown, Json, JsonLines, Events, Form, Csv, Markup, Text, Picture }

/// <summary>A Content-Type (RFC 9110, section 8.3) as far as masks ask: the type, in small letters, and its charset.</summary>
internal readonly record struct ContentType(string Type, string? Charset)
{
    /// <summary>What is text or holds it although its type says <c>application</c>.</summary>
    private static readonly HashSet<string> texts = new(StringComparer.Ordinal)
    {
        "application/javascript", "application/ecmascript", "application/x-javascript", "application/graphql", "application/sql", "application/yaml", "application/x-yaml", "application/toml", "application/x-sh", "application/jwt",
    };

    private static readonly HashSet<string> lines = new(StringComparer.Ordinal)
    {
        "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonl", "application/jsonlines", "application/x-jsonlines", "application/json-lines", "text/x-ndjson", "application/stream+json", "application/x-json-stream",
    };

    public BodyKind Kind => Type switch
    {
        _ when lines.Contains(Type) => BodyKind.JsonLines,
        "application/json" or "text/json" or "application/x-json" => BodyKind.Json,
        "text/event-stream" => BodyKind.Events,
        "application/x-www-form-urlencoded" => BodyKind.Form,
        "text/csv" or "application/csv" or "text/tab-separated-values" => BodyKind.Csv,
        "text/html" or "text/xml" or "application/xml" => BodyKind.Markup,
        _ when Type.EndsWith("+json", StringComparison.Ordinal) => BodyKind.Json,
        // Before pictures: SVG is text.
        _ when Type.EndsWith("+xml", StringComparison.Ordinal) => BodyKind.Markup,
        _ when Type.StartsWith("text/", StringComparison.Ordinal) || texts.Contains(Type) => BodyKind.Text,
        _ when Begins("image/") || Begins("audio/") || Begins("video/") || Begins("font/") => BodyKind.Picture,
        _ => BodyKind.Unknown,
    };

    /// <summary>No charset says UTF-8, which is checked against the bytes.</summary>
    public bool IsUtf8 => Charset is null or "utf-8" or "utf8" or "us-ascii" or "ascii";

    public static ContentType Parse(string text)
    {
        var parts = text.Split(';');
        string? charset = null;
        foreach (var part in parts.AsSpan(1))
        {
            var sign = part.IndexOf('=', StringComparison.Ordinal);
            if (sign < 0 || !part.AsSpan(0, sign).Trim().Equals("charset", StringComparison.OrdinalIgnoreCase)) continue;
            var value = part[(sign + 1)..].Trim().Trim('"').ToLowerInvariant();
            // Of two that differ nobody knows which one the other side takes.
            charset = charset is null || string.Equals(charset, value, StringComparison.Ordinal) ? value : "two charsets";
        }
        return new ContentType(parts[0].Trim().ToLowerInvariant(), charset);
    }

    private bool Begins(string type) => Type.StartsWith(type, StringComparison.Ordinal);
}
