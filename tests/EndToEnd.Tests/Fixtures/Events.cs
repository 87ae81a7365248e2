using System.Text.Json.Nodes;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A session's events, read from NDJSON.</summary>
sealed record Events(IReadOnlyList<JsonObject> All)
{
    public static Events Parse(string ndjson) => new([.. ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!.AsObject())]);

    public static async Task<Events> OfAsync(ApiClient api, string session) => Parse(await api.TextAsync($"sessions/{session}/events"));

    public IEnumerable<JsonObject> Of(string kind) => All.Where(e => (string?)e["kind"] == kind);

    /// <summary>The operation whose text has this word.</summary>
    public JsonObject Operation(string word) => Of("operation").First(e => e.ToJsonString().Contains(word, StringComparison.Ordinal));

    /// <summary>What of this kind belongs to the operation whose text has this word.</summary>
    public IEnumerable<JsonObject> After(string word, string kind)
    {
        var op = (long)Operation(word)["op"]!;
        return Of(kind).Where(e => (long?)e["op"] == op);
    }
}
