using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HoopLike.Console.Configuration;

/// <summary>One reading of one file: collects what is wrong and remembers where each key stands.</summary>
internal sealed class YamlReading(SecretSources secrets)
{
    private readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);

    public List<ConfigMistake> Mistakes { get; } = [];

    public SecretSources Secrets { get; } = secrets;

    public void Saw(string path, YamlNode node) => lines[path] = checked((int)node.Start.Line);

    public void Mistake(string path, YamlNode node, string what) => Mistakes.Add(new ConfigMistake(path, what, checked((int)node.Start.Line)));

    /// <summary>The line of a path, or of the nearest thing around it that the file has.</summary>
    public int? LineOf(string path)
    {
        for (var end = path.Length; end > 0; end = path.AsSpan(0, end).LastIndexOfAny('.', '['))
        {
            if (lines.TryGetValue(path[..end], out var line)) return line;
        }

        return null;
    }

    /// <summary>The document's top mapping; null when the text is no such thing, which is then among the mistakes.</summary>
    public YamlMap? Open(string text)
    {
        try
        {
            if (Precaution(text) is { } refused)
            {
                Mistakes.Add(refused);
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root) return new YamlMap(this, root, "");
            Mistakes.Add(new ConfigMistake("(file)", "is not one YAML document with sections such as agents, connections, policies.", 1));
        }
        catch (YamlException e)
        {
            Mistakes.Add(new ConfigMistake("(file)", $"cannot be read as YAML: {e.Message}", checked((int)e.Start.Line)));
        }

        return null;
    }

    /// <summary>Aliases and deep nesting can make a small text into a huge tree, and nothing here needs them.</summary>
    private static ConfigMistake? Precaution(string text)
    {
        const int DeepestNesting = 32;
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            var seen = parser.Current!;
            depth += seen.NestingIncrease;
            if (seen is YamlDotNet.Core.Events.AnchorAlias) return new ConfigMistake("(file)", "aliases (*name) are not supported; write the value out.", checked((int)seen.Start.Line));
            if (depth > DeepestNesting) return new ConfigMistake("(file)", "is nested too deeply.", checked((int)seen.Start.Line));
        }

        return null;
    }
}
