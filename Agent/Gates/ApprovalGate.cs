using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Gates;

/// <summary>Asks humans and waits. Whatever goes wrong on the way is not an approval.</summary>
public sealed class ApprovalGate(IConsoleLink link, TimeProvider time, ILogger<ApprovalGate> log)
{
    /// <summary>How long the console may take to open a ticket: it is one row in its store.</summary>
    public static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long the link may be away while a ticket is waited for: long enough for a console to restart.</summary>
    public static readonly TimeSpan AwayLimit = TimeSpan.FromSeconds(30);

    /// <summary>Opens a ticket and waits for its decision.</summary>
    /// <param name="timeoutSeconds">Of the agent's own; the ticket may lapse earlier.</param>
    /// <param name="onHeld">Tells the caller where the ticket is. When it fails, the caller is taken to be gone.</param>
    /// <param name="whyCancelled">Asked when <paramref name="ct"/> is cancelled: what the ticket shows as the reason for its withdrawal.</param>
    /// <param name="ct">Cancelled when nobody waits any more.</param>
    /// <returns>Never throws for anything that the console, the link or the caller does.</returns>
    public async Task<ApprovalOutcome> AskAsync(ApprovalRequest request, int timeoutSeconds, Func<ApprovalOpened, Task> onHeld, Func<string>? whyCancelled, CancellationToken ct)
    {
        if (!link.IsConnected) return Ended(request, ApprovalResult.Unavailable, "no approver can be reached: the console is away; try again later");
        using var wait = new ApprovalWait(link, request, time, log);
        var opened = await OpenAsync(wait, request, ct);
        if (opened.Failure is { } failure) return ct.IsCancellationRequested ? Withdraw(request, whyCancelled) : failure;
        try
        {
            await onHeld(opened.Ticket!);
        }
        catch (Exception e)
        {
            log.CallerNotTold(request.Id, e);
            return Withdraw(request, static () => "the caller is gone");
        }
        var outcome = await wait.ForDecisionAsync(TimeSpan.FromSeconds(timeoutSeconds), ct);
        if (ct.IsCancellationRequested) return Withdraw(request, whyCancelled);
        if (outcome.Result is ApprovalResult.TimedOut or ApprovalResult.Unavailable) Forget(link.WithdrawTicketAsync(request.Id, outcome.Words), request.Id);
        return outcome;
    }

    /// <summary>Tells the console that the approved operation was sent on. Returns at once; the link sees to it that the message arrives.</summary>
    public void ReportUsed(Guid id) => Forget(link.ReportUsedAsync(id), id);

    /// <summary>Tells the console that what was approved came to nothing after all. Returns at once, as <see cref="ReportUsed"/> does.</summary>
    public void ReportFailed(Guid id, string words) => Forget(link.WithdrawTicketAsync(id, words), id);

    private async Task<(ApprovalOpened? Ticket, ApprovalOutcome? Failure)> OpenAsync(ApprovalWait wait, ApprovalRequest request, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(OpenLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        try
        {
            wait.Listen();
            var ticket = await link.OpenTicketAsync(request, either.Token).WaitAsync(either.Token);
            if (ticket.Id == request.Id) return (ticket, null);
            log.StrangeAnswer(request.Id, "the console opened another ticket");
        }
        catch (ConsoleRefusedException e)
        {
            log.NotOpened(request.Id, e);
            return (null, Ended(request, ApprovalResult.Unavailable, $"no approval can be asked for: {e.Message}"));
        }
        catch (Exception e)
        {
            log.NotOpened(request.Id, e);
        }
        Forget(link.WithdrawTicketAsync(request.Id, "the agent did not learn that the ticket was opened"), request.Id);
        return (null, Ended(request, ApprovalResult.Unavailable, "no approver can be reached: the console did not take the request; try again later"));
    }

    private ApprovalOutcome Withdraw(ApprovalRequest request, Func<string>? why)
    {
        var words = why?.Invoke() ?? "the caller is gone";
        Forget(link.WithdrawTicketAsync(request.Id, words), request.Id);
        return Ended(request, ApprovalResult.Withdrawn, $"the request for approval was withdrawn: {words}");
    }

    private void Forget(Task sent, Guid id) => sent.ContinueWith(
        t => log.NotSent(id, t.Exception!.GetBaseException()), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    internal static ApprovalOutcome Ended(ApprovalRequest request, ApprovalResult result, string words) => new(result, words, new ApprovalDecision
    {
        Id = request.Id,
        Status = result switch { ApprovalResult.TimedOut => ApprovalStatus.Expired, ApprovalResult.Denied => ApprovalStatus.Denied, _ => ApprovalStatus.Withdrawn },
        Digest = request.Digest,
        DecidedBy = [],
        Reason = words,
    });
}
