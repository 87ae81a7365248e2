using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using HoopLike.Shared.Contracts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HoopLike.Console.Configuration;

/// <summary>A mapping being read. Asking for a key makes it known; <see cref="End"/> complains of the keys that nobody asked for.</summary>
internal sealed class YamlMap(YamlReading reading, YamlMappingNode node, string path)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public YamlReading Reading { get; } = reading;

    public bool Has(string key) => Find(key) is not null;

    public void Mistake(string key, string what) => Reading.Mistake(PathOf(key), Find(key) ?? node, what);

    public void End()
    {
        foreach (var (key, _) in node.Children)
        {
            var word = (key as YamlScalarNode)?.Value;
            if (word is null || !known.Contains(word)) Reading.Mistake(PathOf(word ?? "?"), key, $"is unknown here; known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }
    }

    public string? Text(string key) => Scalar(key, Find(key), PathOf(key));

    /// <summary>Empty, with a mistake, when it is missing.</summary>
    public string RequiredText(string key)
    {
        var text = Text(key);
        if (text is null && Find(key) is null) Mistake(key, "is missing.");
        else if (text is { Length: 0 }) Mistake(key, "is empty.");
        return text ?? "";
    }

    public int? Number(string key, int least, int most)
    {
        if (Text(key) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Mistake(key, $"'{text}' is no number from {least} to {most}.");
        return null;
    }

    public bool? Flag(string key)
    {
        if (Text(key) is not { } text) return null;
        if (text is "true" or "false") return text == "true";
        Mistake(key, $"'{text}' is neither true nor false.");
        return null;
    }

    public T? Word<T>(string key)
        where T : struct, Enum =>
        Text(key) is { } text ? Parse<T>(text, PathOf(key), Find(key)!) : null;

    /// <summary>The enumeration's first member, with a mistake, when it is missing.</summary>
    public T RequiredWord<T>(string key)
        where T : struct, Enum
    {
        if (Find(key) is null) Mistake(key, $"is missing; it is one of {string.Join(", ", Words<T>())}.");
        return Word<T>(key) ?? default;
    }

    public ImmutableArray<T> WordList<T>(string key)
        where T : struct, Enum =>
        [.. Items(key).Select(i => Scalar(key, i.Node, i.Path) is { } text ? Parse<T>(text, i.Path, i.Node) : null).OfType<T>()];

    public ImmutableArray<string> TextList(string key) => [.. Items(key).Select(i => Scalar(key, i.Node, i.Path)).OfType<string>()];

    public ImmutableSortedDictionary<string, string> Pairs(string key)
    {
        if (Find(key) is not { } found) return ImmutableSortedDictionary<string, string>.Empty;
        if (found is not YamlMappingNode pairs)
        {
            Mistake(key, "is no mapping of names to values.");
            return ImmutableSortedDictionary<string, string>.Empty;
        }

        return pairs.Children.Where(p => p is { Key: YamlScalarNode { Value: not null }, Value: YamlScalarNode { Value: not null } })
            .ToImmutableSortedDictionary(p => ((YamlScalarNode)p.Key).Value!, p => ((YamlScalarNode)p.Value).Value!, StringComparer.Ordinal);
    }

    /// <summary>Names with a list of texts each; one text stands for a list of one.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> TextLists(string key)
    {
        var lists = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        if (Map(key) is not { } map) return lists.ToImmutable();
        foreach (var name in map.Names())
            lists[name] = map.Find(name) is YamlSequenceNode ? map.TextList(name) : map.Text(name) is { } text ? [text] : [];
        map.End();
        return lists.ToImmutable();
    }

    /// <summary>The mapping under a key; null when it is absent or, with a mistake, something else.</summary>
    public YamlMap? Map(string key)
    {
        if (Find(key) is not { } found) return null;
        if (found is YamlMappingNode map) return new YamlMap(Reading, map, PathOf(key));
        Mistake(key, "is no mapping (write key: value under it).");
        return null;
    }

    public YamlMap? RequiredMap(string key)
    {
        if (Find(key) is null) Mistake(key, "is missing.");
        return Map(key);
    }

    /// <summary>The mappings of a section; null when the section is absent.</summary>
    public ImmutableArray<T>? Section<T>(string key, Func<YamlMap, T> read)
    {
        if (Find(key) is null) return null;
        var items = ImmutableArray.CreateBuilder<T>();
        foreach (var (item, itemPath) in Items(key))
        {
            if (item is not YamlMappingNode map)
            {
                Reading.Mistake(itemPath, item, "is no mapping (write - name: ... and what belongs to it).");
                continue;
            }

            var inner = new YamlMap(Reading, map, itemPath);
            items.Add(read(inner));
            inner.End();
        }

        return items.ToImmutable();
    }

    /// <summary>A value that may stand here in plain text, or be named by <c>{env: NAME}</c> or <c>{file: PATH}</c>.</summary>
    public Secret? Secret(string key) => Find(key) is { } found ? Secret(key, found, PathOf(key)) : null;

    /// <summary>As <see cref="Secret(string)"/>, several; null when the list is absent.</summary>
    public ImmutableArray<Secret>? SecretList(string key) => Find(key) is null ? null : [.. Items(key).Select(i => Secret(key, i.Node, i.Path)).OfType<Secret>()];

    private Secret? Secret(string key, YamlNode found, string at)
    {
        if (found is not YamlMappingNode named) return Scalar(key, found, at) is { } text ? new Secret(text) : null;
        var source = new YamlMap(Reading, named, at);
        var (env, file) = (source.Text("env"), source.Text("file"));
        source.End();
        var (secret, problem) = (env, file) switch
        {
            ({ } name, null) => Reading.Secrets.FromEnvironment(name),
            (null, { } path) => Reading.Secrets.FromFile(path),
            _ => (null, "is text, {env: NAME} or {file: PATH}."),
        };
        if (problem is not null) Reading.Mistake(at, found, problem);
        return secret;
    }

    private static IEnumerable<string> Words<T>()
        where T : struct, Enum =>
        Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName);

    private T? Parse<T>(string text, string at, YamlNode where)
        where T : struct, Enum
    {
        var index = Words<T>().ToList().IndexOf(text);
        if (index >= 0) return Enum.GetValues<T>()[index];
        Reading.Mistake(at, where, $"'{text}' is not one of {string.Join(", ", Words<T>())}.");
        return null;
    }

    private IEnumerable<string> Names() => [.. node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value).OfType<string>()];

    private IEnumerable<(YamlNode Node, string Path)> Items(string key)
    {
        var found = Find(key);
        if (found is null) return [];
        if (found is not YamlSequenceNode list)
        {
            Mistake(key, "is no list (write [a, b], or [] for none).");
            return [];
        }

        return list.Children.Select((item, i) => (item, Seen(item, $"{PathOf(key)}[{i}]")));
    }

    private string Seen(YamlNode item, string itemPath)
    {
        Reading.Saw(itemPath, item);
        return itemPath;
    }

    private string? Scalar(string key, YamlNode? found, string at)
    {
        if (found is null) return null;
        if (found is YamlScalarNode scalar && !(scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null")) return scalar.Value;
        Reading.Mistake(at, found, found is YamlScalarNode ? "is empty." : $"is no plain value: {key} takes text.");
        return null;
    }

    private YamlNode? Find(string key)
    {
        known.Add(key);
        if (!node.Children.TryGetValue(new YamlScalarNode(key), out var found)) return null;
        Reading.Saw(PathOf(key), found);
        return found;
    }

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
