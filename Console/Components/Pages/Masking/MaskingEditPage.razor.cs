using HoopLike.Console.Components.Controls;
using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Masking;

/// <summary>Writes a masking rule, a new one perhaps for a column that was pointed at. What it says, what is odd about it and what callers would see stand beside the fields.</summary>
public sealed partial class MaskingEditPage
{
    private static readonly Crumb[] crumbs = [new("Masking", "/masking")];

    private IReadOnlyList<MaskingFinding> findings = [];

    [SupplyParameterFromQuery(Name = "connection")]
    private string? Connection { get; set; }

    [SupplyParameterFromQuery(Name = "column")]
    private string? Column { get; set; }

    [SupplyParameterFromQuery(Name = "detector")]
    private string? Detector { get; set; }

    protected override string Word => "rule";

    protected override string[] Fields { get; } = ["", "name", "columns", "jsonPaths", "detectors", "patterns", "connections.names", "connections.tags", "method", "predicates", "exempt", "direction"];

    protected override IEnumerable<MaskingRuleConfig> Siblings => Stored.MaskingRules ?? [];

    private IReadOnlyList<string> Concerned => [.. Choices!.Known.Where(Rule!.Connections.Matches).Select(c => c.Name)];

    private string Sentence => Rule!.Columns.IsEmpty && Rule.JsonPaths.IsEmpty && !Rule.Searches() ? "Masks nothing yet: name columns or JSON paths, choose detectors or write a pattern." : MaskingWords.Sentence(Rule) + ".";

    protected override MaskingRuleDraft NewDraft()
    {
        var draft = MaskingRuleDraft.For(Connection, Column);
        if (Detector is { Length: > 0 } word && DetectorCatalogue.Find(word) is not null) draft.Detectors = [word];
        return draft;
    }

    protected override MaskingRuleDraft DraftOf(MaskingRuleConfig config) => MaskingRuleDraft.From(config);

    protected override MaskingRuleConfig ConfigOf(MaskingRuleDraft draft) => draft.ToConfig();

    protected override string NameOf(MaskingRuleConfig config) => config.Name;

    protected override void SetName(MaskingRuleDraft draft, string name) => draft.Name = name;

    protected override void Judge() => findings = [.. MaskingFindings.Of(Others(), Choices!.Known, Choices.IdentityImage).Where(f => f.Rule == Rule!.Name)];

    protected override string PageOf(string name) => $"/masking/{Uri.EscapeDataString(name)}";

    private void Suggest(TargetSchema schema) => Choices = Choices! with { Columns = [.. PatternMatches.Suggestions(schema)] };
}
