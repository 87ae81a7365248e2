using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Gates;

/// <summary>How asking for an approval ended. Only <see cref="Approved"/> lets anything pass.</summary>
public enum ApprovalResult
{
    Approved,
    Denied,
    TimedOut,
    /// <summary>Nobody waits any more: the client is gone, cancelled, or the session ended.</summary>
    Withdrawn,
    /// <summary>No approver could be reached.</summary>
    Unavailable,
}

/// <param name="Words">For the caller: who decided what, or why nobody could.</param>
/// <param name="Decision">What the recording keeps: the console's decision, or for an end of the agent's own making one with the request's id and digest and no deciders.</param>
public sealed record ApprovalOutcome(ApprovalResult Result, string Words, ApprovalDecision Decision)
{
    public bool IsApproved => Result == ApprovalResult.Approved;
}
