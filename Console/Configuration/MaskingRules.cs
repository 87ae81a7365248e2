using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>What must hold of masking rules.</summary>
internal static class MaskingRules
{
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted)
    {
        foreach (var (rule, i) in wanted.MaskingRules.Each())
        {
            var path = $"maskingRules[{i}]";
            foreach (var mistake in PolicyRules.UnknownConnections(rule.Connections, wanted, path)) yield return mistake;
            if (rule.Columns.IsEmpty && rule.Detectors.IsEmpty) yield return new(path, "masks nothing: name columns or detectors.");
            foreach (var (column, c) in rule.Columns.Select((column, c) => (column, c)))
            {
                if (column.Split('.') is not [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }]) yield return new($"{path}.columns[{c}]", $"'{column}' is no schema.table.column (* for any part).");
            }

            foreach (var (detector, d) in rule.Detectors.Select((detector, d) => (detector, d)))
            {
                if (DetectorCatalogue.Find(detector) is null) yield return new($"{path}.detectors[{d}]", $"'{detector}' is not one of {string.Join(", ", DetectorCatalogue.Words)}.");
            }

            if (rule.Method.Kind == MaskKind.Token) yield return new($"{path}.method.kind", "token is not available in this version; redact, partial, hash and null are.");
            if (rule.Predicates == PredicateUse.Equality) yield return new($"{path}.predicates", "equality is not available in this version; allow and deny are.");
            if (rule.Predicates == PredicateUse.Deny && rule.Columns.IsEmpty) yield return new($"{path}.predicates", "deny speaks of columns, and this rule names none.");
        }
    }
}
