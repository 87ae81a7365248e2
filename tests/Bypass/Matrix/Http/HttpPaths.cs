using System.Net;

namespace HoopLike.Bypass.Tests.Matrix.Http;

/// <summary>The paths of HTTP by which values and changes travel.</summary>
static class HttpPaths
{
    public static IReadOnlyList<HttpPath> All { get; } =
    [
        new("json", "JSON"),
        new("http2", "HTTP/2 over TLS") { Version = HttpVersion.Version20, IsTls = true },
        new("h2c", "HTTP/2 in the clear") { Version = HttpVersion.Version20 },
        new("chunked", "Chunked answers"),
        new("ndjson", "JSON lines"),
        new("events", "Server-sent events"),
        new("deltas", "Streamed model output, a value cut over deltas"),
        new("form", "Forms in answers"),
        new("csv", "CSV"),
        new("text", "Plain text"),
        new("markup", "HTML and XML"),
        new("nested", "JSON in a string of JSON"),
        new("escapes", "JSON with its characters escaped"),
        new("compressed", "Compressed though not asked for"),
        new("binary", "Bytes of no known type"),
        new("charset", "Another charset than UTF-8"),
        new("part", "A part of a body (Range)") { Headers = new Dictionary<string, string> { ["Range"] = "bytes=0-10" } },
        new("error", "Error pages"),
        new("post-json", "JSON in the request") { Method = HttpMethod.Post, Body = """{"word":"{word}"}""" },
        new("post-form", "Forms in the request") { Method = HttpMethod.Post, Body = "word={word}", ContentType = "application/x-www-form-urlencoded" },
        new("graphql", "GraphQL") { Method = HttpMethod.Post, Body = """{"query":"mutation { change(word: \"{word}\") { word } }"}""" },
        new("escaped", "Escapes in the address") { Address = "/%73ecrets/./x/../{name}" },
        new("slashes", "Slashes in the address") { Address = "//secrets///{name}" },
        new("query", "Values in the address") { Address = "/secrets/{name}?word={word}" },
        new("override", "Method override headers") { Method = HttpMethod.Post, Headers = new Dictionary<string, string> { ["X-HTTP-Method-Override"] = "DELETE" } },
        new("header", "Headers of answers"),
        new("redirect", "Redirects to the target's own address") { Shows = false },
    ];
}
