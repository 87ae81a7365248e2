using System.Text.Json;

namespace HoopLike.Shared.Masking.Bodies.Streams;

/// <summary>Which texts end with an event.</summary>
/// <param name="Scopes">Beginnings of the paths, and scopes, of those that do.</param>
internal sealed record DeltaEnds(bool IsAll, List<string> Scopes)
{
    private static readonly string[] lastWords = ["stop", "done", "completed", "incomplete", "failed", "finished", "finish", "-end", "_end", ".end", "cancelled", "error"];

    /// <summary>No text ends.</summary>
    public bool IsNone => !IsAll && Scopes.Count == 0;

    public static DeltaEnds None { get; } = new(false, []);

    public static DeltaEnds All { get; } = new(true, []);

    public static DeltaEnds Of(JsonNode root)
    {
        if (root["done"]?.Type == JsonTokenType.True || root["is_finished"]?.Type == JsonTokenType.True || IsSaid(root["stop_reason"]) || IsSaid(root["finish_reason"]) || IsSaid(root["delta"]?["stop_reason"]) || IsSaid(root["generated_text"]))
            return All;
        var scopes = new List<string>();
        foreach (var list in (JsonNode?[])[root["choices"], root["candidates"]])
        foreach (var part in list?.Children ?? [])
            if (IsSaid(part["finish_reason"]) || IsSaid(part["finishReason"])) scopes.Add(DeltaSites.Path(part) + ".");
        if (root["type"]?.Word is { } type && Array.Exists(lastWords, w => type.EndsWith(w, StringComparison.OrdinalIgnoreCase)))
        {
            var scope = DeltaSites.Scope(root);
            if (scope.Length == 0) return All;
            scopes.Add(scope);
        }
        return scopes.Count == 0 ? None : new DeltaEnds(false, scopes);
    }

    public bool Has(in DeltaSite site)
    {
        if (IsAll) return true;
        foreach (var scope in Scopes)
            if (scope[0] == '$' ? site.Key.Contains(scope, StringComparison.Ordinal) : site.Scope.StartsWith(scope, StringComparison.Ordinal)) return true;
        return false;
    }

    private static bool IsSaid(JsonNode? node) => node is { Type: JsonTokenType.String };
}
