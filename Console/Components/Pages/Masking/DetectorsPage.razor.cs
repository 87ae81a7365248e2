using System.Collections.Immutable;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Configuration;
using HoopLike.Console.Live;
using HoopLike.Console.Masking;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>What detectors find and what not, with a place to try them.</summary>
public sealed partial class DetectorsPage
{
    private static readonly Crumb[] crumbs = [new("Masking", "/masking")];

    private string typed = "";
    private ImmutableArray<PreviewPart> parts = [];
    private List<string> counts = [];
    private ImmutableArray<MaskingRuleConfig> rules = [];

    [Inject]
    private ConfigurationService Configuration { get; set; } = default!;

    protected override IReadOnlyList<string> Topics => [LiveTopics.Snapshot];

    protected override async Task LoadAsync() => rules = (await Configuration.ReadAsync(Gone)).MaskingRules ?? [];

    /// <summary>Of all rules, each once.</summary>
    private List<PatternDetector> Patterns => [.. rules.SelectMany(r => r.Patterns).DistinctBy(p => p.Name, StringComparer.Ordinal).OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>Each detector counts for itself: what several find is marked once.</summary>
    private void Search()
    {
        var patterns = Patterns;
        parts = MaskingPreview.Find(typed, new MaskingRuleConfig { Name = "all", Detectors = DetectorCatalogue.Words, Patterns = [.. patterns], Method = new MaskMethod(MaskKind.Redact) });
        var found = DetectorCatalogue.Words.Select(word => (Word: word, Parts: MaskingPreview.Find(typed, word))).Concat(patterns.Select(p => (Word: p.Name, PatternTrial.Of(p, typed).Parts)));
        counts = [.. from each in found let count = each.Parts.Count(p => p.Detector is not null) where count > 0 select $"{count} × {MaskingWords.Detector(each.Word)}"];
    }

    private string UsedBy(string word) => rules.Where(r => r.Searched().Contains(word, StringComparer.Ordinal)).Select(r => r.Name).ToList() is { Count: > 0 } names
        ? $"Used by {MaskingWords.Listing(names, "and")}."
        : "No rule uses it.";

    private static string Small(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
