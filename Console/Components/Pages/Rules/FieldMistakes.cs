using System.Collections.Immutable;
using HoopLike.Console.Configuration;

namespace HoopLike.Console.Components.Pages.Rules;

/// <summary>What is wrong with an object in an editor, field by field.</summary>
public sealed class FieldMistakes(ImmutableArray<ConfigMistake> mistakes, bool saysMissing)
{
    public static FieldMistakes None { get; } = new([], false);

    public bool IsEmpty => mistakes.IsEmpty;

    /// <summary>What to say beside a field, null for nothing. What is only missing is said once somebody wants to save.</summary>
    /// <param name="key">As in the file: <c>columns</c>, <c>method.keepLast</c>; empty for the object itself.</param>
    public string? At(string key)
    {
        var found = mistakes.Where(m => Concerns(m.Path, key) && (saysMissing || m.Path.EndsWith(']'))).Select(m => Sentence(m.What)).Distinct(StringComparer.Ordinal).ToList();
        return found.Count == 0 ? null : string.Join(' ', found);
    }

    /// <summary>What none of the fields would say.</summary>
    public IEnumerable<string> Besides(params string[] keys) => mistakes.Where(m => saysMissing && !keys.Any(k => Concerns(m.Path, k))).Select(m => m.Path.Length == 0 ? Sentence(m.What) : $"{m.Path}: {m.What}");

    private static bool Concerns(string path, string key) =>
        key.Length == 0 ? path.Length == 0 : path.StartsWith(key, StringComparison.Ordinal) && (path.Length == key.Length || path[key.Length] is '.' or '[');

    private static string Sentence(string what) => what.Length == 0 ? what : char.ToUpperInvariant(what[0]) + what[1..];
}
