using HoopLike.Bypass.Tests.Wire;
using HoopLike.EndToEnd.Tests.Fixtures;
using YamlDotNet.RepresentationModel;

namespace HoopLike.Bypass.Tests.Attempts;

/// <summary>The attempts as they stand in <c>Attempts/*.yaml</c>; a key that nobody knows is a fault, not an attempt that tries less.</summary>
static class AttemptFiles
{
    static readonly string[] known = ["name", "expect", "refused", "timing", "pipeline", "inert", "modes", "setup", "steps"];
    static readonly string[] ofSteps = ["sql", "bind", "data", "rows", "session"];
    static readonly Lazy<IReadOnlyList<Attempt>> all = new(Read);

    public static IReadOnlyList<Attempt> All => all.Value;

    static List<Attempt> Read() =>
        [.. Directory.GetFiles(Path.Combine(ProductFiles.Root, "tests", "Bypass", "Attempts"), "*.yaml").Order(StringComparer.Ordinal).SelectMany(Read)];

    static IEnumerable<Attempt> Read(string file)
    {
        var yaml = new YamlStream();
        using (var reader = File.OpenText(file)) yaml.Load(reader);
        return ((YamlSequenceNode)yaml.Documents[0].RootNode).Children.Select(n => Attempt(Path.GetFileNameWithoutExtension(file), (YamlMappingNode)n)).ToList();
    }

    static Attempt Attempt(string group, YamlMappingNode node)
    {
        Check(node, known, group);
        var steps = Sequence(node, "steps").Select(Step).ToList();
        var modes = Sequence(node, "modes").Select(m => Enum.Parse<Mode>(m.ToString(), ignoreCase: true)).ToList();
        if (modes.Count == 0) modes = [Mode.Simple, Mode.Text, Mode.Binary];
        if (steps.Exists(s => s.Bind.Count > 0 || s.Rows > 0)) modes.Remove(Mode.Simple);
        return new Attempt(group, Scalar(node, "name")!)
        {
            Expect = Scalar(node, "expect") switch { null or "no-leak" => Expectation.NoLeak, "oracle" => Expectation.Oracle, var other => throw new FormatException($"{group}: {other}") },
            Refused = Scalar(node, "refused") == "true", IsTiming = Scalar(node, "timing") == "true", IsPipeline = Scalar(node, "pipeline") == "true", Inert = Scalar(node, "inert"),
            Modes = modes, Setup = [.. Sequence(node, "setup").Select(s => s.ToString())], Steps = steps,
        };
    }

    static Step Step(YamlNode node)
    {
        if (node is YamlScalarNode { Value: { } sql }) return new Step(sql);
        var map = (YamlMappingNode)node;
        Check(map, ofSteps, "a step");
        return new Step(Scalar(map, "sql")!)
        {
            Bind = [.. Sequence(map, "bind").Select(v => v.ToString() is "null" ? null : v.ToString())], Data = Scalar(map, "data"),
            Rows = int.Parse(Scalar(map, "rows") ?? "0"), Session = int.Parse(Scalar(map, "session") ?? "1"),
        };
    }

    static string? Scalar(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    static IEnumerable<YamlNode> Sequence(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).Children : [];

    static void Check(YamlMappingNode node, string[] keys, string where)
    {
        foreach (var key in node.Children.Keys.Select(k => k.ToString()).Except(keys)) throw new FormatException($"{where}: the key {key} is not known.");
    }
}
