using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Http;

namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary>One step of a path: a member by its name, an element by its place, or with neither every child.</summary>
/// <param name="Name">In UTF-8.</param>
/// <param name="IsDeep">At any depth (<c>..</c>).</param>
internal sealed record JsonStep(byte[]? Name, int? Index, bool IsDeep)
{
    /// <summary>The name as text.</summary>
    public string? Text { get; } = Name is null ? null : Encoding.UTF8.GetString(Name);

    public static JsonStep Of(JsonPathStep step) => new(step.Name is null ? null : Encoding.UTF8.GetBytes(step.Name), step.Index, step.IsDeep);
}

/// <summary>A path into a JSON body (<see cref="JsonPathSyntax"/>), or <c>$</c> for all of it. It errs towards a mask: names are compared with escapes read and as policies compare them, without regard to case,
/// and a document that is an array counts as each of its elements too.</summary>
public sealed class JsonPath
{
    private JsonPath(string text, ImmutableArray<JsonStep> steps) => (Text, Steps) = (text, steps);

    public string Text { get; }

    internal ImmutableArray<JsonStep> Steps { get; }

    /// <param name="fault">What is wrong with it, as the end of a sentence.</param>
    public static bool TryParse(string? text, out JsonPath? path, out string? fault)
    {
        path = JsonPathSyntax.TryRead(text, out var steps, out fault) ? new JsonPath(text!, [.. steps.Select(JsonStep.Of)]) : null;
        return path is not null;
    }
}
