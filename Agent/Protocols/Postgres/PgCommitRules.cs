using System.Collections.Immutable;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Brings a transaction that is held at COMMIT before humans, and their word back.</summary>
internal sealed class PgCommitRules(OperationGate gate, PgApprovals approvals, PgJudge judge, PgSampler sampler) : ICommitRules
{
    /// <summary>Writes that a ticket shows: as many as a person reads.</summary>
    private const int MostShown = 50;

    /// <summary>Approved, and the target has not said yet how the COMMIT ended.</summary>
    private Guid? awaited;

    public async ValueTask<OperationVerdict> DecideAsync(SqlAnalysis statement, CancellationToken stop)
    {
        while (true)
        {
            var verdict = gate.Decide(statement);
            if (verdict.Action != OperationAction.Stale) return verdict;
            await judge.RefreshAsync(statement, stop);
        }
    }

    public PgHeldWrite Describe(SqlAnalysis statement, PgOperationState operation, in OperationVerdict verdict) =>
        new(statement, PgBindValues.Raw(operation))
        {
            Text = OperationWords.Of(verdict.Masking!.SafeTextOf(statement), PgBindValues.Describe(operation, verdict.Masking.TouchesMasked, gate.Masking) ?? []),
            Ran = verdict,
        };

    public Task SampleBeforeAsync(PgHeldWrite write, PgOperationState operation, int before, CancellationToken stop)
    {
        if (before < PgSampler.MostSamples) return sampler.BeforeAsync(write, operation, stop);
        write.Sample = new WriteSample(null, null, $"No sample: only the first {PgSampler.MostSamples} writes of a transaction have one.");
        return Task.CompletedTask;
    }

    public Task SampleAfterAsync(PgHeldWrite write, CancellationToken stop) => sampler.AfterAsync(write, stop);

    public async Task<PgDenial?> AskAsync(PgHeldTransaction transaction, long number, CancellationToken stop)
    {
        var (needed, denial) = await NeededAsync(transaction, stop);
        if (denial is not null || needed is null) return denial;
        var request = gate.RequestFor(needed, [.. transaction.Writes.Select(w => (w.Analysis.Text, w.Binds, w.Rows))], Impact(transaction));
        var outcome = await approvals.AskAsync(request, needed.Approval, number, stop);
        if (!outcome.IsApproved) return new PgDenial(PgDenial.QueryCanceled, $"The transaction was rolled back: {outcome.Words}", $"Policy: {needed.Policy}");

        // Rules may have changed while it was waited for.
        var (now, refused) = await NeededAsync(transaction, stop);
        if (refused is null && (now is null || OperationGate.IsAnswered(now.Policy, now.Approval, needed.Policy, needed.Approval)))
        {
            awaited = request.Id;
            return null;
        }

        approvals.ReportFailed(request.Id, "approved, but the rules changed while the approval was waited for: rolled back");
        return refused ?? new PgDenial(PgDenial.InsufficientPrivilege, "The transaction was rolled back: the rules changed while the approval was waited for; run it again.", $"Policy: {now!.Policy}");
    }

    public void Committed(string? errorCode)
    {
        if (awaited is not { } ticket) return;
        awaited = null;
        if (errorCode is null) approvals.ReportUsed(ticket);
        else approvals.ReportFailed(ticket, $"approved, and then the target refused the COMMIT and rolled back (SQLSTATE {errorCode})");
    }

    /// <summary>The session is over.</summary>
    public void Abandon()
    {
        if (awaited is { } ticket) approvals.ReportFailed(ticket, "approved, but the session ended before the target said how the COMMIT ended");
        awaited = null;
    }

    /// <summary>Of the policies that hold any of the writes the strictest, by the rules of now; null where none does any more.</summary>
    private async Task<(CommitHold? Needed, PgDenial? Denial)> NeededAsync(PgHeldTransaction transaction, CancellationToken stop)
    {
        CommitHold? needed = null;
        foreach (var write in transaction.Writes)
        {
            var verdict = await DecideAsync(write.Analysis, stop);
            if (verdict.Action == OperationAction.Denied)
            {
                return (null, new PgDenial(PgDenial.InsufficientPrivilege, $"The transaction was rolled back: the rules changed, and one of its statements is not allowed any more: {verdict.Message}", verdict.Detail));
            }

            if (verdict.Action == OperationAction.NeedsApproval && !WasApproved(write, verdict))
            {
                return (null, new PgDenial(PgDenial.InsufficientPrivilege, "The transaction was rolled back: the rules changed, and one of its statements must be approved by itself now; run it again.", $"Policy: {verdict.Rule}"));
            }

            if (verdict.Verdict.Commit is { } one && (needed is null || IsStricter(one, needed))) needed = one;
        }

        return (needed, null);
    }

    private static bool WasApproved(PgHeldWrite write, in OperationVerdict now) =>
        write.Ran.Verdict.Approval is { } asked && OperationGate.IsAnswered(now.Rule, now.Verdict.Approval!, write.Ran.Rule, asked);

    private static bool IsStricter(CommitHold a, CommitHold b) =>
        a.Approval.Required != b.Approval.Required ? a.Approval.Required > b.Approval.Required :
        a.Approval.TimeoutSeconds != b.Approval.TimeoutSeconds ? a.Approval.TimeoutSeconds < b.Approval.TimeoutSeconds :
        string.CompareOrdinal(a.Policy, b.Policy) < 0;

    private static OperationImpact Impact(PgHeldTransaction transaction)
    {
        var analyses = transaction.Writes.Select(w => w.Analysis).ToList();
        return new OperationImpact(
            Union(analyses.SelectMany(a => a.KindWords)), Union(analyses.SelectMany(a => a.TableNames)), Union(analyses.SelectMany(a => OperationWords.Impact(a, null).Functions)),
            analyses.Exists(a => a.Statements.Any(s => s.WithoutWhere)), null)
        {
            Transaction = new TransactionImpact(
                transaction.Since,
                [.. transaction.Writes.Take(MostShown).Select(w => new WriteImpact(w.Text, w.Analysis.KindWords, w.Analysis.TableNames, w.Rows, w.Sample))],
                Math.Max(0, transaction.Writes.Count - MostShown)),
        };
    }

    private static ImmutableArray<string> Union(IEnumerable<string> words) => [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
