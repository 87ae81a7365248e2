using HoopLike.Console.Agents;
using HoopLike.Console.Masking;
using HoopLike.Console.Policies;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>A trial's answer for people.</summary>
public sealed partial class TrialResult
{
    [Parameter, EditorRequired]
    public TrialAnswer Answer { get; set; } = default!;

    /// <summary>The name of the policy that is being written, which has no page yet; null outside of its editor.</summary>
    [Parameter]
    public string? Draft { get; set; }

    private bool IsAboutOperation => Answer is { MayConnect: true, Operation: not null };

    private Verdict Decided => IsAboutOperation ? Answer.Operation!.Verdict : Answer.Connect.Verdict;

    private string Word => Answer.Disabled ? "deny" : PolicyWords.Effect(Decided.Effect);

    private string? Deciding => Answer.Disabled ? null : Decided.Policy;

    private string Headline => Answer.Disabled ? "Refused" : TrialWords.Verdict(Decided, !IsAboutOperation);

    private string ConnectHeadline => TrialWords.Verdict(Answer.Connect.Verdict, isConnect: true)
        + (Answer.GrantUntil is { } until && Answer.Connect.Verdict.Effect == PolicyEffect.Approve ? $"; a grant is open until {until.UtcDateTime:HH:mm} UTC, so that nobody is asked" : "");

    private static string Masked(MaskingForecast mask)
    {
        List<string> what = [.. mask.Columns.Select(MaskingWords.Column)];
        if (!mask.Detectors.IsEmpty) what.Add($"{MaskingWords.Listing([.. mask.Detectors.Select(MaskingWords.Detector)], "or")} wherever found");
        return $"{string.Join(", and ", what)}, {MaskingWords.Method(mask.Rule.Method)}{(mask.MayRefuse ? "; and it may be refused, because it chooses rows by such a column" : "")}";
    }
}
