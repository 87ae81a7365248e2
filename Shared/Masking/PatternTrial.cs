using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Snapshot.Validation;

namespace HoopLike.Shared.Masking;

/// <summary>A pattern tried on a text while somebody writes it.</summary>
/// <param name="Parts">The whole text, with what the pattern finds told apart; all of it in one piece where there is a fault.</param>
/// <param name="Fault">What is wrong with the expression, as the end of a sentence; null for nothing.</param>
public sealed record PatternTrial(ImmutableArray<PreviewPart> Parts, string? Fault)
{
    public static PatternTrial Of(PatternDetector pattern, string text)
    {
        if (FaultOf(pattern) is { } fault) return new PatternTrial([new PreviewPart(text, null)], fault);
        var rule = new MaskingRuleConfig { Name = "trial", Patterns = [pattern], Method = new MaskMethod(MaskKind.Redact) };
        return new PatternTrial(MaskingPreview.Find(text, rule), null);
    }

    /// <summary>Why no detector can be made of it; null where one can.</summary>
    internal static string? FaultOf(PatternDetector pattern) => PatternChecks.RegexFault(pattern.Regex) ?? (pattern.MaxLength < 1 ? "can match nothing at all." : null);
}
