using System.Collections.Immutable;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Brings the relay's questions to the gates and their verdicts back, each recorded before it takes effect.</summary>
internal sealed class PgJudge(OperationGate gate, PgApprovals approvals, Func<SqlAnalysis, CancellationToken, Task<long?>> estimate, PgUnsettled unsettled, SessionRecorder recorder, TokenKey tokens)
{
    private OperationVerdict verdict;

    /// <summary>Runs what belongs to a transaction that is held at COMMIT.</summary>
    public PgCommitGuard? Commits { get; set; }

    /// <summary>The operation may run, and is one for <see cref="Commits"/>.</summary>
    public bool IsForCommits { get; private set; }

    /// <summary>Its text with tokens turned back; null where it goes on as it is.</summary>
    public byte[]? TurnedBack { get; private set; }

    /// <summary>The last word of the rules.</summary>
    public OperationVerdict Verdict => verdict;

    /// <summary>Judges a statement to be prepared. False when the rules must be refreshed first.</summary>
    public bool TryPrepare(PgRequestRelay relay)
    {
        var text = relay.CurrentText;
        verdict = gate.Decide(text);
        switch (verdict.Action)
        {
            case OperationAction.Stale:
                return false;
            case OperationAction.Allowed or OperationAction.NeedsApproval:
                var returned = TokensIn(relay, text);
                if (returned.Refusal is not null) Refuse(relay, returned, text, null);
                else if (verdict.Action == OperationAction.Allowed) relay.Allow(returned.Bytes);
                else relay.Defer(returned.Bytes);
                return true;
            default:
                var number = relay.Deny(Denial());
                Record(number, text, null, "deny");
                return true;
        }
    }

    /// <summary>Turns the tokens among values back, or refuses them. False when the rules must be refreshed first.</summary>
    /// <exception cref="WireException">The values are not what a Bind says.</exception>
    public bool TryBind(PgRequestRelay relay)
    {
        var operation = relay.Current!;
        verdict = gate.Decide(operation.Analysis);
        if (verdict.Action == OperationAction.Stale) return false;
        var returned = InValues(operation);
        if (returned.Refusal is null) relay.Bind(returned.Bytes);
        else Refuse(relay, returned, operation.Analysis, Shown(operation));
        return true;
    }

    /// <summary>Judges an operation where that takes no waiting. False when it must be refreshed or held: see <see cref="IsStale"/>.</summary>
    public bool TryDecide(PgRequestRelay relay)
    {
        var operation = relay.Current!;
        verdict = PgLists.Check(gate.Decide(operation.Analysis), operation);
        IsForCommits = false;
        switch (verdict.Action)
        {
            case OperationAction.Allowed:
                var returned = TokensIn(relay, operation.Analysis);
                if (returned.Refusal is not null)
                {
                    Refuse(relay, returned, operation.Analysis, Shown(operation));
                    return true;
                }

                Take(operation);
                if (Commits!.Concerns(verdict, operation))
                {
                    (IsForCommits, TurnedBack) = (true, returned.Bytes);
                    return false;
                }

                Record(operation.Number, operation.Analysis, Shown(operation), "allow");
                relay.Allow(returned.Bytes);
                return true;
            case OperationAction.Denied:
                Record(operation.Number, operation.Analysis, Shown(operation), "deny");
                relay.Deny(Denial());
                return true;
            default:
                return false;
        }
    }

    /// <summary>Records an operation for <see cref="Commits"/>, now that everything before it is answered: the one at which humans are asked as held, others as allowed.</summary>
    public void RecordForCommits(PgOperationState operation)
    {
        if (verdict.Verdict.Commit is { } hold && verdict.Rule is null) verdict = verdict with { Rule = hold.Policy };
        Record(operation.Number, operation.Analysis, Shown(operation), Commits!.IsEnd(operation) ? "approve" : "allow");
    }

    /// <summary>The last question could not be answered by the rules at hand: refresh, then ask again.</summary>
    public bool IsStale => verdict.Action == OperationAction.Stale;

    /// <exception cref="SessionFailure">The session may not go on, or the target's schema cannot be read.</exception>
    public async Task RefreshAsync(SqlAnalysis? operation, CancellationToken stop)
    {
        try
        {
            await gate.RefreshAsync(operation, stop);
        }
        catch (AccessRefused e)
        {
            throw new SessionFailure(e.Kind == RefusalKind.Unavailable ? FailureKind.Unavailable : FailureKind.Ended, e.Message, inner: e);
        }
    }

    /// <summary>Holds the operation until humans decide. What came before it was answered; it itself is not sent unless they approve.</summary>
    public async Task HoldAsync(PgRequestRelay relay, CancellationToken stop)
    {
        var operation = relay.Current!;
        var asked = verdict;
        var shown = Shown(operation);
        var returned = TokensIn(relay, operation.Analysis);
        if (returned.Refusal is not null)
        {
            Refuse(relay, returned, operation.Analysis, shown);
            return;
        }

        Record(operation.Number, operation.Analysis, shown, "approve");
        // The planner would be asked with the client's text, and tokens are not for the target.
        var rows = operation.Analysis is { } analysis && returned.Bytes is null && !operation.IsTurnedBack ? await estimate(analysis, stop) : null;
        var request = gate.RequestFor(asked, operation.Analysis, "(unknown prepared statement or cursor)", PgBindValues.Raw(operation), shown ?? [], rows);

        var outcome = await approvals.AskAsync(request, asked.Verdict.Approval!, operation.Number, stop);
        if (!outcome.IsApproved)
        {
            relay.Deny(new PgDenial(PgDenial.QueryCanceled, $"The operation was not approved: {outcome.Words}", asked.Detail ?? $"Policy: {asked.Rule}"));
            return;
        }

        await GoOnAsync(relay, operation, asked, request.Id, stop);
    }

    private async Task GoOnAsync(PgRequestRelay relay, PgOperationState operation, OperationVerdict asked, Guid ticket, CancellationToken stop)
    {
        while (true)
        {
            verdict = gate.DecideApproved(operation.Analysis, asked);
            if (verdict.Action != OperationAction.Stale) break;
            await RefreshAsync(operation.Analysis, stop);
        }

        if (verdict.Action != OperationAction.Allowed)
        {
            relay.Deny(Denial());
            return;
        }

        var returned = TokensIn(relay, operation.Analysis);
        if (returned.Refusal is not null)
        {
            relay.Deny(Denial(returned));
            return;
        }

        Take(operation);
        approvals.ReportUsed(ticket);
        (IsForCommits, TurnedBack) = (Commits!.Concerns(verdict, operation), returned.Bytes);
        if (!IsForCommits) relay.Allow(returned.Bytes);
    }

    private TokenOutcome TokensIn(PgRequestRelay relay, SqlAnalysis? analysis)
    {
        if (!tokens.HasSealed) return TokenOutcome.None;
        return relay.IsTextCut ? TokenOutcome.Unreadable : TokenReturn.InText(relay.CurrentTextBytes, Comparands(analysis), tokens);
    }

    private TokenOutcome InValues(PgOperationState operation)
    {
        try
        {
            return TokenBinds.InValues(operation.Bind.Span, Comparands(operation.Analysis), tokens);
        }
        catch (InvalidDataException e)
        {
            throw new WireException(e.Message);
        }
    }

    private ImmutableArray<TokenComparand> Comparands(SqlAnalysis? analysis) => analysis is null ? default : verdict.Masking!.TokenComparands;

    private void Refuse(PgRequestRelay relay, TokenOutcome returned, SqlAnalysis? analysis, IReadOnlyList<string?>? shown)
    {
        var number = relay.Deny(Denial(returned));
        recorder.Operation(number, verdict.Masking!.SafeTextOf(analysis), shown, analysis?.KindWords ?? ["opaque"], analysis?.TableNames ?? [], "deny", null, verdict.Verdict.Observed, SqlRun.Of(analysis?.Text));
    }

    private static PgDenial Denial(TokenOutcome returned) => new(PgDenial.InsufficientPrivilege, returned.Refusal!, Hint: returned.Hint);

    private void Take(PgOperationState operation)
    {
        operation.Masking = verdict.Masking;
        unsettled.Add(verdict.Masking!.MadeOverMaskedColumns, operation.Segment);
        unsettled.Add(gate.Redefined(operation.Analysis), operation.Segment);
    }

    private IReadOnlyList<string?>? Shown(PgOperationState operation) => PgBindValues.Describe(operation, verdict.Masking!.TouchesMasked, gate.Masking);

    private PgDenial Denial() => new(PgDenial.InsufficientPrivilege, verdict.Message ?? "This operation is not allowed here.", verdict.Detail, verdict.Hint);

    private void Record(long number, SqlAnalysis? analysis, IReadOnlyList<string?>? binds, string word) => recorder.Operation(
        number, verdict.Masking!.SafeTextOf(analysis), binds, analysis?.KindWords ?? ["opaque"], analysis?.TableNames ?? [], word, verdict.Rule, verdict.Verdict.Observed, SqlRun.Of(analysis?.Text));
}
