using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Components.Pages.Sessions;

/// <summary>What became of an operation, in one word.</summary>
internal static class VerdictWords
{
    /// <param name="decision">What humans said; null where they said nothing.</param>
    public static string Of(string? verdict, ApprovalStatus? decision) => (verdict, decision) switch
    {
        ("deny", _) => "denied",
        ("approve", null) => "held",
        ("approve", { } status) => status.ToString().ToLowerInvariant(),
        ("allow", _) => "allowed",
        _ => verdict ?? "not judged",
    };
}
