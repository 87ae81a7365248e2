using System.Text.Json;
using HoopLike.Shared.Http;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Recording;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Which run a request says that it belongs to. The names are those that clients send (documented in http.md, Runs); an id that a mask would touch is none.</summary>
internal static class RunHeaders
{
    /// <summary>LangSmith's distributed tracing: ids with times before them, with dots between them; the first is the run that all others are part of.</summary>
    private const string LangSmith = "langsmith-trace";

    private const int DottedTime = 22;

    private static readonly string[] runs = ["X-Run-Id", "X-LangGraph-Run-Id"];

    private static readonly string[] threads =
        ["X-Thread-Id", "X-LangGraph-Thread-Id", "thread-id", "X-Conversation-Id", "conversation_id", "X-Claude-Code-Session-Id", "session-id", "session_id", "X-Session-Id"];

    private static readonly string[] metadataThreads = ["thread_id", "session_id", "conversation_id"];

    /// <summary>Null where it says nothing.</summary>
    public static RunIds? Of(IHeaderDictionary headers, HttpTarget target, BodyRules rules)
    {
        var traced = headers.TraceParent is [{ } parent] ? RunIds.Find(parent) : null;
        var (pathThread, pathRun) = OfPath(target.Path);
        var run = Known(First(headers, runs) ?? OfLangSmith(headers[LangSmith]) ?? pathRun, rules);
        var thread = Known(First(headers, threads) ?? OfBaggage(headers.Baggage) ?? pathThread, rules);
        return traced is null && run is null && thread is null ? null : new RunIds(traced?.Trace, traced?.Span, run, thread);
    }

    private static string? First(IHeaderDictionary headers, string[] names)
    {
        foreach (var name in names)
            if (headers[name] is [{ } value] && RunIds.IsId(value)) return value;
        return null;
    }

    private static string? OfLangSmith(string? dotted)
    {
        if (dotted is null) return null;
        var first = dotted.Split('.')[0];
        return first.Length > DottedTime && Guid.TryParseExact(first[DottedTime..], "D", out var id) ? id.ToString() : null;
    }

    /// <summary>LangSmith's metadata, which name the thread (W3C Baggage; JSON, percent-encoded).</summary>
    private static string? OfBaggage(string? baggage)
    {
        foreach (var member in baggage?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            if (!member.StartsWith("langsmith-metadata=", StringComparison.Ordinal)) continue;
            try
            {
                using var metadata = JsonDocument.Parse(Uri.UnescapeDataString(member["langsmith-metadata=".Length..].Split(';')[0]));
                if (metadata.RootElement.ValueKind != JsonValueKind.Object) return null;
                foreach (var name in metadataThreads)
                    if (metadata.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && RunIds.IsId(value.GetString())) return value.GetString();
            }
            catch (JsonException)
            {
                // Whoever wrote it meant something else.
                return null;
            }
        }

        return null;
    }

    /// <summary>LangGraph's server has its ids in the path: <c>/threads/{thread}/runs/{run}</c>.</summary>
    private static (string? Thread, string? Run) OfPath(string path)
    {
        var at = path.IndexOf("/threads/", StringComparison.Ordinal);
        if (at < 0) return (null, null);
        var parts = path[(at + "/threads/".Length)..].Split('/');
        return (Uuid(parts[0]), parts.Length > 2 && parts[1] == "runs" ? Uuid(parts[2]) : null);
    }

    private static string? Uuid(string text) => Guid.TryParseExact(text, "D", out var id) ? id.ToString() : null;

    private static string? Known(string? id, BodyRules rules) => id is not null && SafeText.Of(rules, id) == id ? id : null;
}
