using HoopLike.Shared.Enforcement;
using HoopLike.Shared.Masking.Bodies.Json;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Snapshot.Validation;

internal static class MaskingChecks
{
    private const int MostPaths = 64;

    public static void Run(AgentSnapshot snapshot, SnapshotReach reach, FaultList faults)
    {
        faults.Names("maskingRules", snapshot.MaskingRules.Select(r => r.Name));
        PatternChecks.RunOnAll(snapshot, faults);
        foreach (var (i, rule) in snapshot.MaskingRules.Index())
        {
            var at = faults.At($"maskingRules[{i}]", rule.Name);
            MatchChecks.Connections(rule.Connections, snapshot.Connections, reach, at);
            MatchChecks.Subjects(rule.Exempt, "exempt", at);
            What(rule, at);
            How(rule, at);
            if (!rule.Columns.IsDefaultOrEmpty) MatchChecks.IsKept(Guard.Columns, rule.Connections, snapshot.Connections, "columns", "a mask on columns", at);
            if (!rule.JsonPaths.IsDefaultOrEmpty) MatchChecks.SpeaksHttp(rule.Connections, snapshot.Connections, "jsonPaths", at);
            if (rule.Direction != MaskDirection.Response) MatchChecks.SpeaksHttp(rule.Connections, snapshot.Connections, "direction", at);
            if (rule.Predicates != PredicateUse.Allow) MatchChecks.IsKept(Guard.Predicates, rule.Connections, snapshot.Connections, "predicates", rule.Predicates.ToString().ToLowerInvariant(), at);
            if (rule.Method.Kind == MaskKind.Token) MatchChecks.IsKept(Guard.Tokens, rule.Connections, snapshot.Connections, "method.kind", "token", at);
            if (rule.Searches()) MatchChecks.IsKept(Guard.Detectors, rule.Connections, snapshot.Connections, "detectors", "a search", at);
        }
    }

    private static void What(MaskingRuleConfig rule, FaultPlace at)
    {
        at.AddIf(rule.Columns.IsDefaultOrEmpty && rule.JsonPaths.IsDefaultOrEmpty && rule.Detectors.IsDefaultOrEmpty && rule.Patterns.IsDefaultOrEmpty, "", "masks nothing: name columns, jsonPaths, detectors or patterns.");
        foreach (var (i, column) in rule.Columns.OrNone().Index())
            at.AddIf(!IsColumnPattern(column), $"columns[{i}]", $"'{column}' is no schema.table.column (* for any part).");
        var paths = rule.JsonPaths.OrNone();
        at.AddIf(paths.Length > MostPaths, "jsonPaths", $"are {paths.Length}; a rule has {MostPaths} at most.");
        foreach (var (i, text) in paths.Index())
            if (!JsonPath.TryParse(text, out _, out var fault)) at.Add($"jsonPaths[{i}]", $"'{text}' {fault}");
        foreach (var (i, word) in rule.Detectors.OrNone().Index())
            at.AddIf(!DetectorCatalogue.Words.Contains(word, StringComparer.Ordinal), $"detectors[{i}]", $"'{word}' is not one of {string.Join(", ", DetectorCatalogue.Words)}.");
        PatternChecks.Run(rule, at);
    }

    private static void How(MaskingRuleConfig rule, FaultPlace at)
    {
        var method = rule.Method;
        at.AddIf(method.Kind == MaskKind.Token && !rule.Detectors.IsDefaultOrEmpty, "method.kind", "token goes with columns only: what a detector finds stands in no column that a token could be compared with. Give the detectors a rule of their own.");
        at.AddIf(method.Kind == MaskKind.Token && !rule.JsonPaths.IsDefaultOrEmpty, "method.kind", "token goes with columns only: in bodies a token is not turned back. Give the JSON paths a rule of their own.");
        at.AddIf(rule.Direction != MaskDirection.Response && !rule.Columns.IsDefaultOrEmpty, "direction", $"{rule.Direction.ToString().ToLowerInvariant()} goes with jsonPaths, detectors and patterns: columns stand in answers only. Give the columns a rule of their own.");
        at.AddIf(method.KeepFirst < 0, "method.keepFirst", "must not be negative.");
        at.AddIf(method.KeepLast < 0, "method.keepLast", "must not be negative.");
        at.AddIf(method.Kind != MaskKind.Partial && (method.KeepFirst > 0 || method.KeepLast > 0), method.KeepFirst > 0 ? "method.keepFirst" : "method.keepLast", $"goes with kind partial only, not with {method.Kind.ToString().ToLowerInvariant()}.");
        at.AddIf(rule.Predicates != PredicateUse.Allow && rule.Columns.IsDefaultOrEmpty, "predicates", $"{rule.Predicates.ToString().ToLowerInvariant()} needs columns: what a detector would find is not known before the statement runs.");
        at.AddIf(rule.Copies != CopyUse.Deny && rule.Columns.IsDefaultOrEmpty, "copies", "needs columns: what a detector would find is not known before the statement runs.");
    }

    private static bool IsColumnPattern(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 3 && parts.All(p => p is "*" || (p.Length > 0 && !p.Contains('*', StringComparison.Ordinal) && string.Equals(p, p.Trim(), StringComparison.Ordinal)));
    }
}
