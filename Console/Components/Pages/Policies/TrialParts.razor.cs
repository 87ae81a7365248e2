using HoopLike.Shared.Policy;
using Microsoft.AspNetCore.Components;

namespace HoopLike.Console.Components.Pages.Policies;

/// <summary>What each policy of one scope has to do with a verdict.</summary>
public sealed partial class TrialParts
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<PolicyPart> Parts { get; set; } = [];

    /// <summary>The verdict in a few words.</summary>
    [Parameter, EditorRequired]
    public string Headline { get; set; } = "";

    /// <summary>The name of the policy that is being written; null outside of its editor.</summary>
    [Parameter]
    public string? Draft { get; set; }

    /// <summary>What to say when there is no policy at all.</summary>
    [Parameter, EditorRequired]
    public string None { get; set; } = "";

    private List<PolicyPart> Loud => [.. Parts.Where(p => p.Role != PolicyRole.Silent || p.Policy.Name == Draft).OrderByDescending(p => p.Role)];

    private List<PolicyPart> Silent => [.. Parts.Where(p => p.Role == PolicyRole.Silent && p.Policy.Name != Draft)];
}
