using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HoopLike.Shared.Http;

/// <summary>One step of a path: a member by its name, an element by its place, or with neither every child.</summary>
/// <param name="IsDeep">At any depth (<c>..</c>).</param>
internal readonly record struct JsonPathStep(string? Name, int? Index, bool IsDeep);

/// <summary>
/// The grammar of JSON paths, of policies and of masking rules alike: of RFC 9535 <c>$</c>, <c>.name</c>, <c>['name']</c>, <c>["name"]</c>, <c>[0]</c>, <c>[*]</c>, <c>.*</c>, and <c>..</c> before any of them. Without
/// brackets a name has letters, digits, <c>_ - $ @</c> and whatever is not ASCII. What a path may not have beyond that says whoever follows it.
/// </summary>
internal static class JsonPathSyntax
{
    /// <summary>Steps of a path: each multiplies the work.</summary>
    public const int MostSteps = 32;

    /// <summary>Characters.</summary>
    private const int Longest = 500;

    /// <param name="fault">What is wrong with it, as the end of a sentence.</param>
    public static bool TryRead(string? text, out ImmutableArray<JsonPathStep> steps, [NotNullWhen(false)] out string? fault)
    {
        (steps, fault) = ([], null);
        if (string.IsNullOrEmpty(text) || text[0] != '$') fault = "is no JSON path: it begins with $, as in $.customer.email.";
        else if (text.Length > Longest) fault = $"is longer than {Longest} characters.";
        else if (!TryReadSteps(text, out steps, out var at)) fault = $"is no JSON path that can be followed: from character {at + 1} on there is none of .name, ['name'], [*], [0], .* and ..name; a name with other signs is written ['name'].";
        else if (steps.Length > MostSteps) fault = $"has more than {MostSteps} steps.";
        return fault is null;
    }

    private static bool TryReadSteps(string text, out ImmutableArray<JsonPathStep> steps, out int at)
    {
        var found = ImmutableArray.CreateBuilder<JsonPathStep>();
        steps = [];
        for (at = 1; at < text.Length;)
        {
            var from = at;
            var isDeep = text.AsSpan(at).StartsWith("..");
            at += isDeep ? 2 : 0;
            if (at < text.Length && text[at] == '[')
            {
                if (!TryReadBrackets(text, ref at, isDeep, found)) return false;
                continue;
            }
            if (!isDeep && text[at++] != '.')
            {
                at = from;
                return false;
            }
            var end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '$' or '@' or > '\x7f')) end++;
            if (end == at && end < text.Length && text[end] == '*') end++;
            if (end == at) return false;
            found.Add(new JsonPathStep(text[at..end] is var name && name == "*" ? null : name, null, isDeep));
            at = end;
        }
        steps = found.ToImmutable();
        return true;
    }

    private static bool TryReadBrackets(string text, ref int at, bool isDeep, ImmutableArray<JsonPathStep>.Builder found)
    {
        var inner = at + 1;
        if (inner >= text.Length) return false;
        if (text[inner] is '\'' or '"')
        {
            var end = text.IndexOf(text[inner], inner + 1);
            if (end < 0 || end + 1 >= text.Length || text[end + 1] != ']' || text.AsSpan(inner, end - inner).Contains('\\')) return false;
            found.Add(new JsonPathStep(text[(inner + 1)..end], null, isDeep));
            at = end + 2;
            return true;
        }
        var close = text.IndexOf(']', inner);
        if (close < 0) return false;
        var word = text[inner..close];
        int? index = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (word != "*" && index is null) return false;
        found.Add(new JsonPathStep(null, index, isDeep));
        at = close + 1;
        return true;
    }
}
