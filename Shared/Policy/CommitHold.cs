using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Policy;

/// <summary>An operation may run in its transaction, and the transaction's COMMIT then waits for humans.</summary>
/// <param name="Policy">The policy that asks: of several the strictest.</param>
public sealed record CommitHold(string Policy, ApprovalRequirement Approval);
