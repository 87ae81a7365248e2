using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Http;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Bodies.Json;

/// <summary>All paths of the rules in force, followed together: a state is the step that a path waits for.</summary>
internal sealed class JsonPathSet
{
    private readonly ImmutableArray<(JsonStep Step, int Next, MaskMethod Method)> states;

    /// <exception cref="FormatException">A rule's path is none.</exception>
    public JsonPathSet(IEnumerable<MaskingRuleConfig> rules)
    {
        var found = ImmutableArray.CreateBuilder<(JsonStep, int, MaskMethod)>();
        var first = new List<int>();
        foreach (var rule in rules)
        foreach (var text in rule.JsonPaths.IsDefault ? [] : rule.JsonPaths)
        {
            if (!JsonPath.TryParse(text, out var path, out var fault)) throw new FormatException($"The JSON path '{text}' of the masking rule '{rule.Name}' {fault}");
            if (path!.Steps.IsEmpty) Root = Strictest(Root, rule.Method);
            else first.Add(found.Count);
            for (var i = 0; i < path.Steps.Length; i++) found.Add((path.Steps[i], i + 1 < path.Steps.Length ? found.Count + 1 : -1, rule.Method));
        }
        states = found.ToImmutable();
        First = [.. first];
    }

    public bool IsEmpty => states.IsEmpty && Root is null;

    /// <summary>What becomes of the whole document; null for a path-less one.</summary>
    public MaskMethod? Root { get; }

    /// <summary>States at the root.</summary>
    public ImmutableArray<int> First { get; }

    /// <summary>The states of a child of a place whose states are <paramref name="active"/>.</summary>
    /// <param name="name">Of a member; of an element none, and its place.</param>
    /// <returns>The strictest method of the paths that end here; null where none does.</returns>
    public MaskMethod? Step(ReadOnlySpan<int> active, ReadOnlySpan<byte> name, int index, List<int> into)
    {
        MaskMethod? method = null;
        var from = into.Count;
        foreach (var state in active)
        {
            var (step, next, masks) = states[state];
            if (step.IsDeep) Add(state, from, into);
            var isMet = step.Name is { } wanted ? index < 0 && (Ascii.EqualsIgnoreCase(name, wanted) || name.SequenceEqual(wanted) || (!Ascii.IsValid(name) && JsonBody.IsName(Encoding.UTF8.GetString(name), step.Text!))) : step.Index is null || step.Index == index;
            if (!isMet) continue;
            if (next < 0) method = Strictest(method, masks);
            else Add(next, from, into);
        }
        return method;
    }

    /// <summary>Adds the states at the root.</summary>
    public void Restart(int from, List<int> into)
    {
        foreach (var state in First) Add(state, from, into);
    }

    private static void Add(int state, int from, List<int> into)
    {
        for (var i = from; i < into.Count; i++)
            if (into[i] == state) return;
        into.Add(state);
    }

    private static MaskMethod Strictest(MaskMethod? a, MaskMethod b) => a is null ? b : MaskStrength.Strictest(a, b);
}
