namespace HoopLike.Console.Configuration;

/// <summary>A mapping being written: what is empty is left out.</summary>
internal sealed class YamlTree
{
    public Dictionary<string, object> Children { get; } = new(StringComparer.Ordinal);

    public YamlTree Add(string key, object? value)
    {
        if (value is not null) Children[key] = value;
        return this;
    }

    public YamlTree Add(string key, IEnumerable<string> values)
    {
        var list = values.ToList();
        return list.Count == 0 ? this : Add(key, (object)list);
    }

    public YamlTree Add(string key, IReadOnlyDictionary<string, string> pairs) => pairs.Count == 0 ? this : Add(key, (object)pairs.ToDictionary(StringComparer.Ordinal));

    /// <summary>A list of one is written as its text.</summary>
    public YamlTree Add(string key, IReadOnlyDictionary<string, System.Collections.Immutable.ImmutableArray<string>> lists) =>
        lists.Count == 0 ? this : Add(key, (object)lists.ToDictionary(l => l.Key, l => l.Value is [var one] ? (object)one : l.Value.ToList(), StringComparer.Ordinal));

    public YamlTree Add(string key, YamlTree tree) => tree.Children.Count == 0 ? this : AddEvenEmpty(key, tree);

    public YamlTree AddEvenEmpty(string key, YamlTree tree) => Add(key, (object)tree.Children);

    public YamlTree AddSome(string key, IEnumerable<YamlTree> trees) => trees.ToList() is { Count: > 0 } some ? AddList(key, some) : this;

    public YamlTree AddList(string key, IEnumerable<YamlTree> trees) => Add(key, (object)trees.Select(t => t.Children).ToList());
}
