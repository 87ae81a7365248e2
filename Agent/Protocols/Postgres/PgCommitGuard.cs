using HoopLike.Agent.Gates;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>
/// Lets the writes that a policy holds at COMMIT run, and holds what would make them lasting: a COMMIT, the end of a simple query outside a transaction, the Sync of an implicit transaction. There the gateway opens
/// the transaction itself; the client sees what it would have seen without. One statement after the other, nothing else is read from the client meanwhile.
/// </summary>
/// <param name="settle">Forwards, and waits until every answer owed has come.</param>
internal sealed class PgCommitGuard(PgRequestRelay relay, PgPipeline pipeline, ICommitRules rules, SqlAnalyzer analyzer, Func<CancellationToken, Task> settle, PgHeldLimits limits, TimeProvider time)
{
    private readonly PgHeldTransaction held = new();
    private PgCommitText? text;

    /// <summary>A write of an Execute that was sent; null when none is on its way.</summary>
    private PgHeldWrite? running;

    /// <summary>Writes wait for a COMMIT, or one takes data for its COPY.</summary>
    public bool IsOpen => (held.IsOpen && relay.InBlock) || running is not null || text is { IsWriting: true };

    /// <summary>For as long as the client is waited for.</summary>
    public ITimer LimitIdle() => limits.Listen(() => !pipeline.IsAtRest);

    /// <summary>Whether the operation is one for <see cref="RunAsync"/>: a write that is held at COMMIT, or something that could end a transaction with such writes.</summary>
    public bool Concerns(in OperationVerdict verdict, PgOperationState operation) =>
        verdict.Verdict.Commit is not null || (relay.IsOurBlock && relay.IsText) || (held.IsOpen && (operation.Analysis is not { Error: null } analysis || (analysis.Kinds & SqlKinds.Transaction) != 0));

    /// <summary>Whether what is at hand ends the transaction that is held, or is one of its own.</summary>
    public bool IsEnd(PgOperationState operation) => !relay.InBlock || (held.IsOpen && operation.Analysis is { } analysis && analysis.Statements.Any(static s => Ends(s.Transaction)));

    /// <summary>Runs what the relay has at hand, now that everything before it is answered.</summary>
    /// <param name="turnedBack">The text with tokens turned back, which goes on in place of the client's; null where that is the same.</param>
    public async Task RunAsync(OperationVerdict verdict, byte[]? turnedBack, CancellationToken stop)
    {
        relay.Undefer();
        await settle(stop);
        if (!relay.InBlock) Forget();
        var operation = relay.Current!;
        if (pipeline.HasFailed)
        {
            relay.DiscardSegment();
        }
        else if (operation.Analysis is not { Error: null } analysis)
        {
            relay.Deny(Unreadable);
        }
        else if (relay.IsText)
        {
            text = new PgCommitText(relay, pipeline, rules, analyzer, held, this, settle);
            text.Begin(turnedBack);
            await FinishAsync(stop);
        }
        else
        {
            await ExecuteAsync(operation, analysis, verdict, stop);
        }
    }

    /// <summary>Goes on with what was sent, once it is answered; while its COPY takes data, there is nothing to do.</summary>
    public async Task FinishAsync(CancellationToken stop)
    {
        relay.MustFinish = true;
        if (text is not null)
        {
            if (!await text.ContinueAsync(stop)) return;
            text.Release();
            text = null;
        }
        else
        {
            await settle(stop);
            if (pipeline.IsCopyingIn) return;
            if (running is { } write)
            {
                running = null;
                if (!pipeline.HasFailed) await DoneAsync(write, write.Outcome.Rows, stop);
                LimitOpen();
            }
        }

        relay.MustFinish = false;
    }

    /// <summary>The client's Sync ends the transaction that was opened in place of its implicit one.</summary>
    public async Task EndSegmentAsync(CancellationToken stop)
    {
        await settle(stop);
        if (pipeline.HasFailed)
        {
            await OwnAsync(relay.Ask(recovers: true, "rollback"), stop);
            Forget();
            relay.PassSync(null, 0);
            return;
        }

        var number = LastNumber;
        if (held.IsOpen && await AskAsync(number, stop) is { } denial)
        {
            await OwnAsync(relay.Ask(recovers: false, "rollback"), stop);
            Forget();
            relay.PassSync(denial, number);
            return;
        }

        var commit = NewOperation(number);
        commit.Guarded!.Instead = [];
        relay.SendForClient(commit, "commit"u8, isSimple: false);
        await settle(stop);
        Committed(commit.Guarded);
        pipeline.Release(commit);
        relay.PassSync(null, 0);
    }

    /// <summary>Before anything is committed; a client that has already said goodbye is not waited for.</summary>
    public async Task<PgDenial?> AskAsync(long number, CancellationToken stop)
    {
        limits.Stop();
        return relay.IsLeaving ? new PgDenial(PgDenial.QueryCanceled, "The transaction was rolled back: the client left before its COMMIT could be approved.") : await rules.AskAsync(held, number, stop);
    }

    public void Committed(PgGuarded outcome)
    {
        if (held.IsOpen) rules.Committed(outcome.ErrorCode ?? (outcome.Tag is "COMMIT" ? null : "25P02"));
        Forget();
    }

    public void Forget()
    {
        held.Clear();
        relay.IsOurBlock = false;
        limits.Stop();
    }

    public async Task OwnAsync(PgOwnAnswer answer, CancellationToken stop)
    {
        await settle(stop);
        if (answer.ErrorCode is { } code) throw new SessionFailure(FailureKind.Unavailable, $"The target refused what the access gateway had to say to hold a transaction at COMMIT (SQLSTATE {code}).");
    }

    /// <summary>The operation that a write of the segment came with, for records.</summary>
    public long LastNumber { get; set; }

    public PgOperationState NewOperation(long number)
    {
        var operation = pipeline.NewOperation();
        operation.Number = number;
        operation.Guarded = new PgGuarded();
        return operation;
    }

    public static bool Ends(SqlTransactionVerb verb) => verb is SqlTransactionVerb.Commit or SqlTransactionVerb.CommitAndChain;

    private static PgDenial Unreadable { get; } = new(
        PgDenial.InsufficientPrivilege, "What cannot be read may not run in a transaction whose COMMIT must be approved.", Hint: "End the transaction first.");

    private async Task ExecuteAsync(PgOperationState operation, SqlAnalysis analysis, OperationVerdict verdict, CancellationToken stop)
    {
        var statement = analysis.Statements is [var only] ? only : null;
        var verb = statement?.Transaction ?? SqlTransactionVerb.None;
        if (verb == SqlTransactionVerb.None)
        {
            if (verdict.Verdict.Commit is null || IsFailedBlock) relay.Allow();
            else await WriteAsync(operation, analysis, verdict, stop);
            return;
        }

        if (PgCommitVerbs.Refusal(verb, held.IsOpen, relay.IsOurBlock) is { } refusal)
        {
            relay.Deny(refusal);
            return;
        }

        var isOurs = relay.IsOurBlock;
        var isCommit = Ends(verb) && held.IsOpen && !IsFailedBlock;
        if (isCommit && await AskAsync(operation.Number, stop) is { } denial)
        {
            await OwnAsync(relay.Ask(recovers: false, "rollback"), stop);
            Forget();
            relay.Deny(denial);
            return;
        }

        var outcome = operation.Guarded = PgCommitVerbs.Guarded(verb, isOurs);
        relay.Allow();
        await settle(stop);
        if (pipeline.HasFailed && !isCommit) return;
        Follow(verb, statement!.SavepointName, outcome, isCommit);
    }

    private async Task WriteAsync(PgOperationState operation, SqlAnalysis analysis, OperationVerdict verdict, CancellationToken stop)
    {
        var write = rules.Describe(analysis, operation, verdict);
        if (held.WhyFull(operation.IsBindCut ? PgHeldTransaction.MostBytes + 1 : write.Bytes) is { } why)
        {
            relay.Deny(PgCommitVerbs.TooMuch(why));
            return;
        }

        if (!relay.InBlock)
        {
            await OwnAsync(relay.Ask(recovers: false, "begin"), stop);
            relay.IsOurBlock = true;
        }

        await BeforeAsync(write, operation, stop);
        operation.Guarded = write.Outcome;
        LastNumber = operation.Number;
        running = write;
        relay.Allow();
        await FinishAsync(stop);
    }

    /// <summary>A write is about to run.</summary>
    public Task BeforeAsync(PgHeldWrite write, PgOperationState operation, CancellationToken stop)
    {
        limits.Begin();
        return rules.SampleBeforeAsync(write, operation, held.Writes.Count, stop);
    }

    /// <summary>What ran is part of the transaction.</summary>
    public Task DoneAsync(PgHeldWrite write, long? rows, CancellationToken stop)
    {
        write.Rows = rows;
        held.Add(write, time.GetUtcNow());
        return rules.SampleAfterAsync(write, stop);
    }

    /// <summary>A write has failed, or was taken back: when it was the only one, nothing is held any more.</summary>
    public void LimitOpen()
    {
        if (!held.IsOpen) limits.Stop();
    }

    /// <summary>A statement about the transaction itself has been answered.</summary>
    public void Follow(SqlTransactionVerb verb, string? savepoint, PgGuarded outcome, bool isCommit)
    {
        switch (verb)
        {
            case SqlTransactionVerb.Commit or SqlTransactionVerb.CommitAndChain when isCommit:
                Committed(outcome);
                break;
            case SqlTransactionVerb.Commit or SqlTransactionVerb.CommitAndChain or SqlTransactionVerb.Rollback or SqlTransactionVerb.RollbackAndChain:
                Forget();
                break;
            case SqlTransactionVerb.Begin:
                relay.IsOurBlock = false;
                break;
            default:
                held.Follow(verb, savepoint);
                LimitOpen();
                break;
        }
    }

    /// <summary>The last ReadyForQuery said that the transaction failed: nothing but its end can run.</summary>
    public bool IsFailedBlock => relay.InBlock && pipeline.TransactionStatus == (byte)'E';
}
