using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace HoopLike.Shared.Http;

/// <summary>
/// A path into a JSON body (<see cref="JsonPathSyntax"/>) that names something. It errs towards a match: names are compared without regard to case, as some
/// servers do, and a body that is an array counts as each of its elements too, so that <c>$.method</c> finds the calls of a batch.
/// </summary>
public sealed class JsonPath
{
    /// <summary>How many steps may search at any depth: each multiplies the work.</summary>
    private const int MostDescents = 2;

    private readonly ImmutableArray<JsonPathStep> steps;
    private readonly string text;

    private JsonPath(string text, ImmutableArray<JsonPathStep> steps) => (this.text, this.steps) = (text, steps);

    /// <param name="fault">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path, [NotNullWhen(false)] out string? fault)
    {
        path = null;
        if (!JsonPathSyntax.TryRead(text, out var steps, out fault)) return false;
        if (steps.IsEmpty || steps.Any(s => s.Name is "")) fault = "must name something, as $.messages[*].role.";
        else if (steps.Count(s => s.IsDeep) > MostDescents) fault = $"has .. more than {MostDescents} times.";
        if (fault is not null) return false;
        path = new JsonPath(text, steps);
        return true;
    }

    /// <summary>What stands at the path; of an array there its elements too.</summary>
    internal IEnumerable<JsonElement> Select(JsonElement root)
    {
        var found = root.Batch();
        foreach (var step in steps)
            found = (step.IsDeep ? found.SelectMany(Descend) : found).SelectMany(e => Of(step, e));
        return found.SelectMany(JsonBody.Batch);
    }

    public override string ToString() => text;

    private static IEnumerable<JsonElement> Descend(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Descend(p.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Descend).Prepend(element),
        _ => [],
    };

    private static IEnumerable<JsonElement> Of(JsonPathStep step, JsonElement element) => (element.ValueKind, step.Name, step.Index) switch
    {
        (JsonValueKind.Object, { } name, _) => element.Named(name),
        (JsonValueKind.Object, null, null) => element.EnumerateObject().Select(p => p.Value),
        (JsonValueKind.Array, null, { } index) => index < element.GetArrayLength() ? [element[index]] : [],
        (JsonValueKind.Array, null, null) => element.EnumerateArray(),
        _ => [],
    };
}
