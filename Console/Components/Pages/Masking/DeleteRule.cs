using HoopLike.Console.Components.Pages.Rules;
using HoopLike.Console.Masking;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>The button that deletes a masking rule.</summary>
public sealed class DeleteRule : DeleteButton<MaskingRuleConfig>
{
    /// <summary>Of this rule: other rules that go on masking the same.</summary>
    [Parameter]
    public IReadOnlyList<MaskingFinding> Findings { get; set; } = [];

    protected override string Name => Rule.Name;

    protected override string Word => "rule";

    protected override string Consequences => Consequence(Rule, Findings);

    internal static string Consequence(MaskingRuleConfig rule, IReadOnlyList<MaskingFinding> findings)
    {
        var others = findings.Where(f => f.Other is not null).Select(f => f.Other!).Distinct(StringComparer.Ordinal).ToList();
        var still = others.Count == 0 ? "" : $" What {MaskingWords.Listing(others, "and")} also {(others.Count == 1 ? "concerns" : "concern")} stays masked as said there.";
        return $"Within a second, in open sessions too, everybody sees {MaskingWords.What(rule).TrimEnd(',')} on {MaskingWords.Connections(rule.Connections)} as stored, and so it is recorded.{still}";
    }
}
