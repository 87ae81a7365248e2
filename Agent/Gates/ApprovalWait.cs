using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Gates;

/// <summary>One ticket waited for: the decision, the time-out, or the console being away for too long, whichever is first.</summary>
internal sealed class ApprovalWait(IConsoleLink link, ApprovalRequest request, TimeProvider time, ILogger log) : IDisposable
{
    private readonly TaskCompletionSource<ApprovalOutcome> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock watching = new();
    private IDisposable? listening;
    private ITimer? away;

    /// <summary>Begins before the ticket is opened: a decision may overtake the answer to the opening.</summary>
    public void Listen()
    {
        listening = link.OnDecision(request.Id, Take);
        link.ConnectionChanged += Watch;
    }

    /// <param name="ct">Ends the wait; the result is then of no interest.</param>
    public async Task<ApprovalOutcome> ForDecisionAsync(TimeSpan limit, CancellationToken ct)
    {
        if (!link.IsConnected) Watch(isConnected: false);
        using var timeout = time.CreateTimer(_ => End(ApprovalResult.TimedOut, "nobody decided in time"), null, limit, Timeout.InfiniteTimeSpan);
        using var cancelled = ct.Register(() => End(ApprovalResult.Withdrawn, "the caller is gone"));
        return await ended.Task;
    }

    public void Dispose()
    {
        link.ConnectionChanged -= Watch;
        listening?.Dispose();
        lock (watching)
        {
            away?.Dispose();
            ended.TrySetCanceled();
        }
    }

    private void Watch(bool isConnected)
    {
        lock (watching)
        {
            if (isConnected || ended.Task.IsCompleted)
            {
                away?.Dispose();
                away = null;
                return;
            }
            away ??= time.CreateTimer(_ => End(ApprovalResult.Unavailable, "no approver can be reached: the console went away while the approval was waited for"), null, ApprovalGate.AwayLimit, Timeout.InfiniteTimeSpan);
        }
    }

    private void End(ApprovalResult result, string words) => ended.TrySetResult(ApprovalGate.Ended(request, result, words));

    private void Take(ApprovalDecision decision)
    {
        if (decision.Status != ApprovalStatus.Pending) ended.TrySetResult(Judge(decision));
    }

    private ApprovalOutcome Judge(ApprovalDecision decision)
    {
        var mismatch =
            decision.Id != request.Id ? "the decision is for another ticket" :
            !string.Equals(decision.Digest, request.Digest, StringComparison.Ordinal) ? "the decision is for another operation" :
            decision.Status != ApprovalStatus.Approved ? null :
            decision.DecidedBy.IsDefaultOrEmpty ? "the approval names no approver" :
            decision.DecidedBy.Contains(request.Identity, StringComparer.Ordinal) ? "the approval is the requester's own" : null;
        if (mismatch is not null)
        {
            log.StrangeAnswer(request.Id, mismatch);
            return ApprovalGate.Ended(request, ApprovalResult.Denied, $"refused: {mismatch}");
        }
        var by = decision.DecidedBy.IsDefaultOrEmpty ? "" : " by " + string.Join(", ", decision.DecidedBy);
        var reason = string.IsNullOrWhiteSpace(decision.Reason) ? "" : $": {decision.Reason}";
        return decision.Status switch
        {
            ApprovalStatus.Approved => new ApprovalOutcome(ApprovalResult.Approved, $"approved{by}{reason}", decision),
            ApprovalStatus.Expired => new ApprovalOutcome(ApprovalResult.TimedOut, "nobody decided in time", decision),
            ApprovalStatus.Withdrawn => new ApprovalOutcome(ApprovalResult.Withdrawn, $"the request for approval was withdrawn{reason}", decision),
            ApprovalStatus.Used => new ApprovalOutcome(ApprovalResult.Denied, "the approval was already used", decision),
            ApprovalStatus.Revoked => new ApprovalOutcome(ApprovalResult.Denied, $"the approval was revoked{by}{reason}", decision),
            _ => new ApprovalOutcome(ApprovalResult.Denied, $"denied{by}{reason}", decision),
        };
    }
}
