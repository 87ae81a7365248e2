using HoopLike.Bypass.Tests.Wire;
using HoopLike.EndToEnd.Tests.Fixtures;
using YamlDotNet.RepresentationModel;

namespace HoopLike.Bypass.Tests.Honest;

/// <summary>The honest queries as they stand in <c>Honest/*.yaml</c>.</summary>
static class HonestFiles
{
    static readonly string[] known = ["name", "sql", "bind", "masked", "either", "before"];
    static readonly Lazy<IReadOnlyList<HonestQuery>> all = new(Read);

    public static IReadOnlyList<HonestQuery> All => all.Value;

    public static string Folder { get; } = Path.Combine(ProductFiles.Root, "tests", "Bypass", "Honest");

    static List<HonestQuery> Read() => [.. Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal).SelectMany(Read)];

    static List<HonestQuery> Read(string file)
    {
        var yaml = new YamlStream();
        using (var reader = File.OpenText(file)) yaml.Load(reader);
        return [.. ((YamlSequenceNode)yaml.Documents[0].RootNode).Children.Cast<YamlMappingNode>().Select(n => Query(Path.GetFileNameWithoutExtension(file), n))];
    }

    static HonestQuery Query(string group, YamlMappingNode node)
    {
        foreach (var key in node.Children.Keys.Select(k => k.ToString()).Except(known)) throw new FormatException($"{group}: the key {key} is not known.");
        var step = new Step(node["sql"].ToString()) { Bind = [.. Sequence(node, "bind").Select(v => v is YamlScalarNode { Value: "null", Style: YamlDotNet.Core.ScalarStyle.Plain } ? null : v.ToString())] };
        return new HonestQuery(group, node["name"].ToString(), step, Numbers(node, "masked")) { Either = Numbers(node, "either"), Before = [.. Sequence(node, "before").Select(b => b.ToString())] };
    }

    static HashSet<int> Numbers(YamlMappingNode node, string key) => [.. Sequence(node, key).Select(v => int.Parse(v.ToString()))];

    static IEnumerable<YamlNode> Sequence(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).Children : [];
}
