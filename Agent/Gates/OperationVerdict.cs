using HoopLike.Shared.Masking;
using HoopLike.Shared.Policy;

namespace HoopLike.Agent.Gates;

/// <summary>What is to be done with an operation.</summary>
public enum OperationAction
{
    /// <summary>The rules or the schema changed, or the statement names something new: await <see cref="OperationGate.RefreshAsync"/> and ask again. Nothing may pass.</summary>
    Stale,
    Denied,
    NeedsApproval,
    Allowed,
}

/// <param name="Verdict">The policies' word; observed ones and the approval's terms are in it.</param>
/// <param name="Masking">What the masking rules mean for the operation; null only when stale.</param>
/// <param name="Message">For a denial: what the caller is told.</param>
/// <param name="Detail">For a denial: which rule it was, as <c>Policy: name</c>.</param>
/// <param name="Rule">The name of the deciding policy or masking rule.</param>
public readonly record struct OperationVerdict(OperationAction Action, Verdict Verdict, StatementMasking? Masking, string? Message = null, string? Detail = null, string? Rule = null)
{
    /// <summary>For a denial: what would be allowed, in words; null where nothing can be said.</summary>
    public string? Hint { get; init; }
}
