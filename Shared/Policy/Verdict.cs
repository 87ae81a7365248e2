using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>What the policies say of a connect or an operation.</summary>
/// <param name="Policy">The deciding policy's name; null where none matched.</param>
/// <param name="Message">For a denial: what the caller is told.</param>
/// <param name="Approval">Set when <paramref name="Effect"/> is approve.</param>
/// <param name="Observed">What policies in observe mode would have done, as <c>name: effect</c>.</param>
public sealed record Verdict(PolicyEffect Effect, string? Policy, string? Message, ApprovalRequirement? Approval, ImmutableArray<string> Observed)
{
    /// <summary>Set where the operation, once it may run by <see cref="Effect"/>, runs in a transaction that is held at COMMIT. Never with a denial.</summary>
    public CommitHold? Commit { get; init; }

    public static Verdict Allowed { get; } = new(PolicyEffect.Allow, null, null, null, []);
}
