using System.Collections.Immutable;
using System.Text.Json;

namespace HoopLike.Console.Components.Pages.Sessions.Requests;

/// <summary>One line of a tree of JSON.</summary>
/// <param name="Path">As JSONPath has it: <c>$.choices[0].message</c>.</param>
/// <param name="Name">Of the member, or the index.</param>
/// <param name="Value">Of what is no container; of a container how many it has.</param>
/// <param name="Kind">The class that colours the value.</param>
/// <param name="Children">That a container has, open or not.</param>
/// <param name="More">Of a container, how many of its children are not listed; 0 for a line of its own.</param>
internal sealed record JsonTreeRow(string Path, string Name, string Value, string Kind, int Level, int Place, int Siblings, bool IsContainer, bool IsOpen, bool IsHit, int Children, int More = 0);

/// <summary>Lays a JSON document out as lines: those of its containers that are open, and of long ones only so many children.</summary>
internal static class JsonTreeRows
{
    /// <summary>Children of a container that are listed before somebody asks for more.</summary>
    public const int AtOnce = 100;

    /// <summary>Lines that a page holds.</summary>
    public const int Most = 3000;

    private const int LongestValue = 4000;

    public static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <param name="isOpen">Whether the container at a path is open.</param>
    /// <param name="roomOf">How many children of the container at a path are listed.</param>
    /// <param name="isHit">Whether a line is what is searched for.</param>
    public static List<JsonTreeRow> Of(JsonElement root, Func<string, bool> isOpen, Func<string, int> roomOf, Func<string, string, bool> isHit)
    {
        var rows = new List<JsonTreeRow>();
        Add(root, "$", "$", 1, 1, 1);
        return rows;

        void Add(JsonElement element, string path, string name, int level, int place, int siblings)
        {
            if (rows.Count >= Most) return;
            var isContainer = element.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
            var open = isContainer && isOpen(path);
            var value = ValueOf(element);
            rows.Add(new JsonTreeRow(path, name, value, KindOf(element), level, place, siblings, isContainer, open, isHit(name, isContainer ? "" : value), CountOf(element)));
            if (!open) return;
            var (children, room) = (Children(element, path).ToList(), roomOf(path));
            for (var i = 0; i < Math.Min(children.Count, room); i++) Add(children[i].Element, children[i].Path, children[i].Name, level + 1, i + 1, children.Count);
            if (children.Count > room && rows.Count < Most) rows.Add(new JsonTreeRow(path, "", "", "more", level + 1, room + 1, children.Count, false, false, false, 0, children.Count - room));
        }
    }

    /// <summary>Paths of everything that is searched for, and of what it stands in.</summary>
    public static (HashSet<string> Open, int Hits) Find(JsonElement root, Func<string, string, bool> isHit, int most)
    {
        var (open, hits) = (new HashSet<string>(StringComparer.Ordinal), 0);
        Look(root, "$", "$", []);
        return (open, hits);

        void Look(JsonElement element, string path, string name, ImmutableStack<string> above)
        {
            if (hits >= most) return;
            var isContainer = element.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
            if (isHit(name, isContainer ? "" : ValueOf(element)))
            {
                hits++;
                foreach (var one in above) open.Add(one);
            }

            if (!isContainer) return;
            foreach (var child in Children(element, path)) Look(child.Element, child.Path, child.Name, above.Push(path));
        }
    }

    /// <summary>The element at one of the paths that this class gave; null for none.</summary>
    public static JsonElement? At(JsonElement root, string path)
    {
        var (element, at) = (root, "$");
        while (at != path)
        {
            var next = Children(element, at).Where(c => path == c.Path || (path.StartsWith(c.Path, StringComparison.Ordinal) && path[c.Path.Length] is '.' or '[')).Select(c => ((JsonElement, string)?)(c.Element, c.Path)).FirstOrDefault();
            if (next is not { } found) return null;
            (element, at) = found;
        }

        return element;
    }

    private static IEnumerable<(JsonElement Element, string Path, string Name)> Children(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(m => (m.Value, path + Step(m.Name), m.Name)),
        JsonValueKind.Array => element.EnumerateArray().Select((item, i) => (item, $"{path}[{i}]", i.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        _ => [],
    };

    private static string Step(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        ? "." + name
        : $"['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    private static string ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Count(CountOf(element), "member"),
        JsonValueKind.Array => Count(CountOf(element), "element"),
        JsonValueKind.String => element.GetString() is { Length: > LongestValue } text ? text[..LongestValue] + "…" : element.GetString()!,
        _ => element.GetRawText(),
    };

    private static int CountOf(JsonElement element) => element.ValueKind switch { JsonValueKind.Object => element.EnumerateObject().Count(), JsonValueKind.Array => element.GetArrayLength(), _ => 0 };

    private static string KindOf(JsonElement element) => element.ValueKind switch { JsonValueKind.String => "string", JsonValueKind.Number => "number", JsonValueKind.Object or JsonValueKind.Array => "container", _ => "word" };

    private static string Count(int number, string word) => $"{number.ToString("n0", System.Globalization.CultureInfo.InvariantCulture)} {word}{(number == 1 ? "" : "s")}";
}
