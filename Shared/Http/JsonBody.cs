using System.Text.Json;
using System.Text.Unicode;

namespace HoopLike.Shared.Http;

/// <summary>Reads a body as the one JSON value that every parser would take it for.</summary>
internal static class JsonBody
{
    /// <summary>Bytes; a longer body is not read.</summary>
    public const int Longest = 16 * 1024 * 1024;

    /// <summary>Arrays and objects within each other.</summary>
    public const int Deepest = 64;

    /// <summary>Values, names and brackets: each costs memory, however short it is.</summary>
    public const int MostTokens = 1_000_000;

    private static readonly JsonDocumentOptions options = new() { MaxDepth = Deepest, AllowDuplicateProperties = false };

    /// <summary>Null with a reason where it is none, or where parsers would differ: names that are there twice, text that is no UTF-8, a half of a surrogate pair.</summary>
    public static JsonDocument? Read(ReadOnlyMemory<byte> body, out string? unreadable)
    {
        unreadable = body.Length > Longest ? $"the body is longer than {Longest / 1024 / 1024} MiB"
            : !Utf8.IsValid(body.Span) ? "the body is no UTF-8"
            : Precaution(body.Span);
        if (unreadable is not null) return null;
        try
        {
            return JsonDocument.Parse(body, options);
        }
        catch (JsonException wrong)
        {
            // The message of the exception may quote the body.
            unreadable = wrong.Message.StartsWith("Duplicate", StringComparison.Ordinal) ? "an object of the body has a name twice, of which parsers take one or the other"
                : wrong.Message.Contains("maximum configured depth", StringComparison.Ordinal) ? $"the body is nested more than {Deepest} deep"
                : "the body is not JSON";
            return null;
        }
    }

    /// <summary>Whether two names are one to some parser: Go's folds case, the long s and the Kelvin sign included.</summary>
    public static bool IsName(string name, string wanted) => string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase)
        || (name.AsSpan().ContainsAny('\u017F', '\u212A') && string.Equals(name.Replace('\u017F', 's').Replace('\u212A', 'k'), wanted, StringComparison.OrdinalIgnoreCase));

    /// <summary>The values of that name: several where they differ in case.</summary>
    public static IEnumerable<JsonElement> Named(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object) yield break;
        foreach (var property in element.EnumerateObject())
            if (IsName(property.Name, name)) yield return property.Value;
    }

    /// <summary>Each element of each array.</summary>
    public static IEnumerable<JsonElement> Each(this IEnumerable<JsonElement> elements) => elements.Where(e => e.ValueKind == JsonValueKind.Array).SelectMany(e => e.EnumerateArray());

    /// <summary>The value itself, and of an array its elements: what is sent in a batch counts one by one.</summary>
    public static IEnumerable<JsonElement> Batch(this JsonElement root) => root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().Prepend(root) : [root];

    /// <summary>An escape of half a pair passes the parser, and throws when its text is asked for. What is no JSON is left to the parser.</summary>
    private static string? Precaution(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Deepest });
        var tokens = 0;
        try
        {
            while (reader.Read())
            {
                if (++tokens > MostTokens) return $"the body has more than {MostTokens} values";
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) reader.GetString();
            }

            return null;
        }
        catch (InvalidOperationException)
        {
            return "the body holds half a surrogate pair";
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
