using HoopLike.Agent.Gates;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Asks humans about something of a session, which waits meanwhile; the question and the decision are on record.</summary>
internal sealed class PgApprovals(ApprovalGate approvals, PgHold hold, SessionState session, SessionRecorder recorder)
{
    /// <param name="number">The operation that waits.</param>
    public async Task<ApprovalOutcome> AskAsync(ApprovalRequest request, ApprovalRequirement approval, long number, CancellationToken stop)
    {
        ApprovalOutcome outcome;
        using (session.Hold())
        {
            outcome = await hold.WaitAsync(
                (told, cancelled) => approvals.AskAsync(request, approval.TimeoutSeconds, told, WhyEnded, cancelled),
                ticket => recorder.Held(number, ticket.Id, ticket.Address, request.Policy),
                approval,
                stop);
        }
        recorder.Decided(number, outcome.Decision);
        return outcome;
    }

    private string WhyEnded() => session.EndReason is { } reason ? $"the session was ended: {reason}" : hold.WhyEnded();

    /// <inheritdoc cref="ApprovalGate.ReportUsed"/>
    public void ReportUsed(Guid ticket) => approvals.ReportUsed(ticket);

    /// <inheritdoc cref="ApprovalGate.ReportFailed"/>
    public void ReportFailed(Guid ticket, string reason) => approvals.ReportFailed(ticket, reason);
}
