using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary>One step of a path: a member by its name, an element by its place, or with neither every child.</summary>
/// <param name="IsDeep">At any depth (<c>..</c>).</param>
internal sealed record JsonStep(byte[]? Name, int? Index, bool IsDeep);

/// <summary>A subset of JSONPath (RFC 9535): <c>$</c>, <c>.name</c>, <c>['name']</c>, <c>[*]</c>, <c>.*</c>, <c>[0]</c>, <c>..name</c>, <c>..*</c> and <c>..['name']</c>. It errs towards a mask: names are compared with escapes read and without regard to case where they are ASCII,
/// and a document that is an array counts as each of its elements too.</summary>
public sealed class JsonPath
{
    private const int LengthLimit = 500;
    private const int StepLimit = 32;

    private JsonPath(string text, ImmutableArray<JsonStep> steps) => (Text, Steps) = (text, steps);

    public string Text { get; }

    internal ImmutableArray<JsonStep> Steps { get; }

    /// <param name="fault">What is wrong with it, as the end of a sentence.</param>
    public static bool TryParse(string? text, out JsonPath? path, out string? fault)
    {
        (path, fault) = (null, null);
        if (string.IsNullOrEmpty(text) || text[0] != '$') fault = "is no JSON path: it begins with $, as in $.customer.email.";
        else if (text.Length > LengthLimit) fault = $"is longer than {LengthLimit} characters.";
        else if (!TryRead(text, out var steps, out var at)) fault = $"is no JSON path that can be followed: from character {at + 1} on there is none of .name, ['name'], [*], [0], .* and ..name.";
        else if (steps.Length > StepLimit) fault = $"has more than {StepLimit} steps.";
        else path = new JsonPath(text, steps);
        return path is not null;
    }

    private static bool TryRead(string text, out ImmutableArray<JsonStep> steps, out int at)
    {
        var found = ImmutableArray.CreateBuilder<JsonStep>();
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
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '$' or '@' || char.IsSurrogate(text[end]))) end++;
            if (end == at && end < text.Length && text[end] == '*') end++;
            if (end == at) return false;
            found.Add(new JsonStep(text[at..end] is var name && name == "*" ? null : Encoding.UTF8.GetBytes(name), null, isDeep));
            at = end;
        }
        steps = found.ToImmutable();
        return true;
    }

    private static bool TryReadBrackets(string text, ref int at, bool isDeep, ImmutableArray<JsonStep>.Builder found)
    {
        var inner = at + 1;
        if (inner >= text.Length) return false;
        if (text[inner] is '\'' or '"')
        {
            var end = text.IndexOf(text[inner], inner + 1);
            if (end < 0 || end + 1 >= text.Length || text[end + 1] != ']' || text.AsSpan(inner, end - inner).Contains('\\')) return false;
            found.Add(new JsonStep(Encoding.UTF8.GetBytes(text[(inner + 1)..end]), null, isDeep));
            at = end + 2;
            return true;
        }
        var close = text.IndexOf(']', inner);
        if (close < 0) return false;
        var word = text[inner..close];
        int? index = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (word != "*" && index is null) return false;
        found.Add(new JsonStep(null, index, isDeep));
        at = close + 1;
        return true;
    }
}
