using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>Reads <c>maskingRules</c>.</summary>
internal static class MaskingSectionReader
{
    public static MaskingRuleConfig Read(YamlMap map) => new()
    {
        Name = map.RequiredText("name"),
        Connections = PolicySectionReader.Connections(map.Map("connections")),
        Exempt = PolicySectionReader.Subjects(map.Map("exempt")),
        Columns = map.TextList("columns"),
        JsonPaths = map.TextList("jsonPaths"),
        Detectors = map.TextList("detectors"),
        Patterns = map.Section("patterns", Pattern) ?? [],
        Method = Method(map.RequiredMap("method")),
        Predicates = map.Word<PredicateUse>("predicates") ?? PredicateUse.Allow,
        Copies = map.Word<CopyUse>("copies") ?? CopyUse.Deny,
        Direction = map.Word<MaskDirection>("direction") ?? MaskDirection.Response,
    };

    private static PatternDetector Pattern(YamlMap map) => new(map.RequiredText("name"), map.RequiredText("regex"))
    {
        Near = map.TextList("near"),
        MaxLength = map.Number("maxLength", 1, 512) ?? PatternDetector.DefaultLength,
    };

    private static MaskMethod Method(YamlMap? map)
    {
        if (map is null) return new MaskMethod(MaskKind.Redact);
        var method = new MaskMethod(map.RequiredWord<MaskKind>("kind"), map.Number("keepFirst", 0, 100) ?? 0, map.Number("keepLast", 0, 100) ?? 0);
        if (method.Kind != MaskKind.Partial && (map.Has("keepFirst") || map.Has("keepLast"))) map.Mistake("kind", "keepFirst and keepLast go with kind: partial only.");
        map.End();
        return method;
    }
}
