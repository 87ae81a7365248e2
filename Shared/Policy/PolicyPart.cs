using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>What a policy has to do with a verdict.</summary>
public enum PolicyRole
{
    /// <summary>It does not concern this caller, connection, time or statement.</summary>
    Silent,
    /// <summary>It would have had its say, were it not in observe mode.</summary>
    Observes,
    /// <summary>It applies, and another one goes before it.</summary>
    Beaten,
    /// <summary>An approval to connect, where no policy allows the caller to connect in the first place.</summary>
    Unsupported,
    /// <summary>The operation runs, and its transaction waits at COMMIT for the approval that it asks for.</summary>
    HoldsCommit,
    /// <summary>The verdict is its effect.</summary>
    Decides,
}

/// <summary>One policy's part in a verdict, question by question.</summary>
/// <param name="Effect">As it counts: an approval that nobody can give is a denial.</param>
/// <param name="ConcernsCaller">Or somebody who acts for it.</param>
/// <param name="InWindow">Null where the policy has no window, or its zone is not known here.</param>
/// <param name="Matches">What the policy asks of the operation holds; true where it asks for nothing.</param>
/// <param name="Fit">Of the statement that comes nearest to the match; null where there is none, or nothing is asked.</param>
/// <param name="Applies">All of it holds.</param>
/// <param name="BeatenBy">The name of the policy that goes before it.</param>
public sealed record PolicyPart(
    PolicyConfig Policy, PolicyEffect Effect, bool ConcernsCaller, bool ConcernsConnection, bool? InWindow, bool Matches, StatementFit? Fit, bool Applies, PolicyRole Role, string? BeatenBy)
{
    /// <summary>Where others act for the caller: which of the chain the policy concerns, the caller first. Empty for a caller that calls itself.</summary>
    public System.Collections.Immutable.ImmutableArray<string> Links { get; init; } = [];
}
