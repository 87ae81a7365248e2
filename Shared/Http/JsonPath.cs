using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace HoopLike.Shared.Http;

/// <summary>
/// A path into a JSON body, of RFC 9535 <c>$.a.b</c>, <c>$['a b']</c>, <c>$.a[0]</c>, <c>$.a[*].b</c>, <c>$.a.*</c> and <c>$..name</c>. It errs towards a match: names are compared without regard to case, as some
/// servers do, and a body that is an array counts as each of its elements too, so that <c>$.method</c> finds the calls of a batch.
/// </summary>
public sealed class JsonPath
{
    /// <summary>Steps of a path, and how many of them may search at any depth: each multiplies the work.</summary>
    private const int MostSteps = 32, MostDescents = 2;

    private readonly ImmutableArray<Step> steps;
    private readonly string text;

    private JsonPath(string text, ImmutableArray<Step> steps) => (this.text, this.steps) = (text, steps);

    /// <param name="fault">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path, [NotNullWhen(false)] out string? fault)
    {
        var read = ImmutableArray.CreateBuilder<Step>();
        path = null;
        fault = text is ['$', _, ..] ? Parse(text.AsSpan(1), read) : "must begin with $ and name something, as $.messages[*].role.";
        fault ??= read.Count > MostSteps ? $"has more than {MostSteps} steps." : read.Count(s => s.AtAnyDepth) > MostDescents ? $"has .. more than {MostDescents} times." : null;
        if (fault is not null) return false;
        path = new JsonPath(text, read.ToImmutable());
        return true;
    }

    /// <summary>What stands at the path; of an array there its elements too.</summary>
    internal IEnumerable<JsonElement> Select(JsonElement root)
    {
        var found = root.Batch();
        foreach (var step in steps)
            found = step.AtAnyDepth ? found.SelectMany(Descend).SelectMany(step.Of) : found.SelectMany(step.Of);
        return found.SelectMany(JsonBody.Batch);
    }

    public override string ToString() => text;

    private static IEnumerable<JsonElement> Descend(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Descend(p.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Descend).Prepend(element),
        _ => [],
    };

    private static string? Parse(ReadOnlySpan<char> rest, ImmutableArray<Step>.Builder read)
    {
        while (!rest.IsEmpty)
        {
            var descends = rest.StartsWith("..", StringComparison.Ordinal);
            if (descends) rest = rest[2..];
            if (rest is ['[', ..])
            {
                if (Bracket(ref rest) is not { } step) return "has a bracket that is none of ['name'], [0] and [*].";
                read.Add(step with { AtAnyDepth = descends });
                continue;
            }

            if (!descends)
            {
                if (rest[0] != '.') return "must go on with . or [ after each step.";
                rest = rest[1..];
            }

            var length = rest is ['*', ..] ? 1 : NameLength(rest);
            if (length == 0) return "has a step without a name; a name of other characters than letters, digits, _ and - is written ['name'].";
            read.Add(new Step(rest[0] == '*' ? null : rest[..length].ToString(), null, descends));
            rest = rest[length..];
        }

        return null;
    }

    private static Step? Bracket(ref ReadOnlySpan<char> rest)
    {
        if (rest is ['[', '\'' or '"', ..])
        {
            var quote = rest[1];
            var end = rest[2..].IndexOf(quote);
            if (end < 1 || rest[(end + 3)..] is not [']', ..] || rest.Slice(2, end).Contains('\\')) return null;
            var name = rest.Slice(2, end).ToString();
            rest = rest[(end + 4)..];
            return new Step(name, null, false);
        }

        var close = rest.IndexOf(']');
        if (close < 2) return null;
        var inner = rest[1..close];
        rest = rest[(close + 1)..];
        if (inner is "*") return new Step(null, null, false);
        return int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new Step(null, index, false) : null;
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] is '_' or '-' || text[length] > '\x7f')) length++;
        return length;
    }

    /// <summary>By name, by index, or, with neither, every child.</summary>
    private sealed record Step(string? Name, int? Index, bool AtAnyDepth)
    {
        public IEnumerable<JsonElement> Of(JsonElement element) => (element.ValueKind, Name, Index) switch
        {
            (JsonValueKind.Object, { } name, _) => element.Named(name),
            (JsonValueKind.Object, null, null) => element.EnumerateObject().Select(p => p.Value),
            (JsonValueKind.Array, null, { } index) => index < element.GetArrayLength() ? [element[index]] : [],
            (JsonValueKind.Array, null, null) => element.EnumerateArray(),
            _ => [],
        };
    }
}
