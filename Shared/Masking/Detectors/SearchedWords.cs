using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>What a rule searches values for.</summary>
public static class SearchedWords
{
    /// <summary>Words of its detectors, then names of its patterns.</summary>
    public static ImmutableArray<string> Searched(this MaskingRuleConfig rule) =>
        [.. rule.Detectors.IsDefault ? [] : rule.Detectors, .. (rule.Patterns.IsDefault ? [] : rule.Patterns).Select(p => p.Name)];

    public static bool Searches(this MaskingRuleConfig rule) => !rule.Detectors.IsDefaultOrEmpty || !rule.Patterns.IsDefaultOrEmpty;
}
