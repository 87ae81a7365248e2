using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>
/// A simple query in a session of which COMMITs are held, sent statement by statement: what the server does with a text of several statements (one implicit transaction, ended and begun anew by COMMITs inside;
/// the last CommandComplete only after its commit; nothing after an error) is done here, with a transaction that the gateway opened in place of the implicit one.
/// </summary>
internal sealed class PgCommitText(
    PgRequestRelay relay, PgPipeline pipeline, ICommitRules rules, SqlAnalyzer analyzer, PgHeldTransaction held, PgCommitGuard guard, Func<CancellationToken, Task> settle)
{
    /// <summary>EmptyQueryResponse.</summary>
    private static readonly byte[] emptyQuery = [(byte)PgBackend.EmptyQueryResponse, 0, 0, 0, 4];

    private readonly PgGuarded outcome = new();
    private byte[] text = [];
    private PgOperationState operation = null!;
    private SqlAnalysis whole = null!;

    /// <summary>What goes on: the same statements, with tokens turned back.</summary>
    private byte[] sentText = [];
    private SqlAnalysis sent = null!;
    private int next;

    /// <summary>What follows from the answer to what was sent last; null when nothing was.</summary>
    private Action? onAnswer;
    private PgHeldWrite? running;

    /// <summary>The transaction was opened by the gateway.</summary>
    private bool isOurs;

    /// <summary>The client has its ReadyForQuery.</summary>
    private bool isAnswered;

    /// <summary>A write that is held at COMMIT is on its way.</summary>
    public bool IsWriting => running is not null;

    /// <summary>Takes the text out of the relay's input.</summary>
    /// <param name="turnedBack">What goes on in place of the client's text.</param>
    /// <exception cref="SessionFailure">That is not the same statements.</exception>
    public void Begin(byte[]? turnedBack)
    {
        (text, operation) = relay.TakeText();
        whole = operation.Analysis!;
        (sent, sentText) = turnedBack is null ? (whole, text) : (analyzer.Analyze(turnedBack), turnedBack);
        if (sent.Error is not null || sent.Statements.Length != whole.Statements.Length) throw new SessionFailure(FailureKind.NotSupported, "A statement with tokens in it cannot be read any more once they are turned back.");
        operation.IsTurnedBack = turnedBack is not null;
        (isOurs, relay.IsOurBlock) = (relay.IsOurBlock, false);
        operation.Guarded = outcome;
    }

    /// <summary>Nobody needs its operation any more.</summary>
    public void Release() => pipeline.Release(operation);

    /// <summary>Goes on until the text is done (true), or its COPY wants data from the client (false).</summary>
    public async Task<bool> ContinueAsync(CancellationToken stop)
    {
        while (true)
        {
            await settle(stop);
            if (pipeline.IsCopyingIn) return false;
            if (!await TakeAnswerAsync(stop)) break;
            if (next == whole.Statements.Length)
            {
                if (isOurs) await CommitAsync(stop);
                break;
            }

            if (!await SendAsync(next++, stop)) break;
        }

        if (!isAnswered) await EndAsync(""u8.ToArray(), stop);
        return true;
    }

    /// <summary>False when the statement failed, and with it the rest of the text.</summary>
    private async Task<bool> TakeAnswerAsync(CancellationToken stop)
    {
        if (onAnswer is not { } answered) return true;
        onAnswer = null;
        answered();
        if (outcome.ErrorCode is null)
        {
            if (running is not { } write) return true;
            running = null;
            await guard.DoneAsync(write, outcome.Rows, stop);
            return true;
        }

        running = null;
        guard.LimitOpen();
        if (isOurs)
        {
            guard.Forget();
            if (relay.InBlock) await EndAsync("rollback"u8.ToArray(), stop);
        }

        return false;
    }

    /// <summary>False when the text ends with it.</summary>
    private async Task<bool> SendAsync(int index, CancellationToken stop)
    {
        var statement = whole.Statements[index];
        var piece = whole.Statements.Length == 1 ? whole : analyzer.Analyze(text.AsSpan(statement.Offset, statement.Length));
        (outcome.Prelude, outcome.HiddenWarning, outcome.Instead, outcome.WithholdsCompletion) = (null, null, null, false);
        outcome.PositionShift = Characters(text.AsSpan(0, statement.Offset));
        return statement.Transaction == SqlTransactionVerb.None ? await RunAsync(index, piece, stop) : await ObeyAsync(index, piece, statement, stop);
    }

    private async Task<bool> RunAsync(int index, SqlAnalysis piece, CancellationToken stop)
    {
        if (!relay.InBlock)
        {
            await guard.OwnAsync(relay.Ask(recovers: false, "begin"), stop);
            isOurs = true;
        }

        var verdict = await rules.DecideAsync(piece, stop);
        if (verdict.Verdict.Commit is not null && !guard.IsFailedBlock)
        {
            var write = rules.Describe(piece, operation, verdict);
            if (held.WhyFull(write.Bytes) is { } why) return await RefuseAsync(PgCommitVerbs.TooMuch(why), stop);
            await guard.BeforeAsync(write, operation, stop);
            running = write;
        }

        outcome.WithholdsCompletion = index == whole.Statements.Length - 1 && isOurs;
        Send(index, piece, static () => { });
        return true;
    }

    /// <summary>A statement about the transaction itself.</summary>
    private async Task<bool> ObeyAsync(int index, SqlAnalysis piece, SqlStatement statement, CancellationToken stop)
    {
        var verb = statement.Transaction;
        if (PgCommitVerbs.Refusal(verb, held.IsOpen, isOurs) is { } refusal) return await RefuseAsync(refusal, stop);
        var asks = PgCommitGuard.Ends(verb) && held.IsOpen && !guard.IsFailedBlock;
        if (asks && await guard.AskAsync(operation.Number, stop) is { } denial) return await RollBackAsync(denial, stop);

        var special = PgCommitVerbs.Guarded(verb, isOurs);
        (outcome.Prelude, outcome.HiddenWarning) = (special.Prelude, special.HiddenWarning);
        Send(index, piece, () =>
        {
            if (outcome.ErrorCode is not null && !asks) return;
            guard.Follow(verb, statement.SavepointName, outcome, asks);
            if (verb is not (SqlTransactionVerb.Savepoint or SqlTransactionVerb.Release or SqlTransactionVerb.RollbackTo)) isOurs = false;
        });
        return true;
    }

    /// <summary>In a transaction of ours, what comes after the last statement is ours as well.</summary>
    private void Send(int index, SqlAnalysis piece, Action answered)
    {
        var statement = sent.Statements[index];
        onAnswer = answered;
        isAnswered = index == whole.Statements.Length - 1 && !isOurs;
        relay.SendPiece(operation, piece, sentText.AsSpan(statement.Offset, statement.Length), isAnswered);
    }

    /// <summary>The end of the text is the end of the transaction that the gateway opened.</summary>
    private async Task CommitAsync(CancellationToken stop)
    {
        if (held.IsOpen && await guard.AskAsync(operation.Number, stop) is { } denial)
        {
            _ = await RollBackAsync(denial, stop);
            return;
        }

        outcome.PositionShift = 0;
        await EndAsync("commit"u8.ToArray(), stop, whole.Statements.IsEmpty ? emptyQuery : outcome.Withheld);
        guard.Committed(outcome);
    }

    /// <summary>Takes everything back, and tells the client why. False: nothing of the text comes after it.</summary>
    private async Task<bool> RollBackAsync(PgDenial denial, CancellationToken stop)
    {
        await guard.OwnAsync(relay.Ask(recovers: false, "rollback"), stop);
        guard.Forget();
        isOurs = false;
        await RefusedAsync(denial, stop);
        return false;
    }

    /// <summary>A statement that is refused is one that failed. False: nothing of the text comes after it.</summary>
    private async Task<bool> RefuseAsync(PgDenial denial, CancellationToken stop)
    {
        if (isOurs) return await RollBackAsync(denial, stop);
        await RefusedAsync(denial, stop);
        return false;
    }

    private async Task RefusedAsync(PgDenial denial, CancellationToken stop)
    {
        isAnswered = true;
        relay.RefusePiece(operation.Number, denial);
        await settle(stop);
    }

    /// <summary>A query of our own that ends the client's: its ReadyForQuery is the one that the client waits for.</summary>
    private async Task EndAsync(byte[] query, CancellationToken stop, byte[]? completion = null)
    {
        (outcome.Instead, outcome.WithholdsCompletion, outcome.Prelude, isAnswered, isOurs) = (completion ?? [], false, null, true, false);
        relay.SendForClient(operation, query, isSimple: true);
        await settle(stop);
    }

    /// <summary>Of UTF-8.</summary>
    private static int Characters(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        foreach (var b in bytes)
            if ((b & 0xC0) != 0x80) count++;
        return count;
    }
}
