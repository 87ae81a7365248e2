using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Protocols.Postgres;

internal enum PgExpects : byte
{
    ParseComplete,
    BindComplete,
    StatementDescription,
    PortalDescription,
    ExecuteResult,
    CloseComplete,
    Ready,
    QueryResult,
}

/// <summary>One answer that the server owes. <paramref name="IsHidden"/>: asked for by us, not shown to the client.</summary>
internal readonly record struct PgExpectation(PgExpects Kind, PgStatementState? Statement = null, PgOperationState? Operation = null, bool IsHidden = false, int Segment = 0)
{
    /// <summary>The server got real values in place of the client's tokens.</summary>
    public bool IsTurnedBack => Statement is { IsTurnedBack: true } || Operation is { IsTurnedBack: true };
}

/// <summary>What the two directions of one session share: the answers owed, in order, and what the response side learned.</summary>
internal sealed class PgPipeline
{
    private readonly SpscQueue<PgExpectation> owed = new();
    private PgOperationState? spare;
    private TaskCompletionSource? settled;
    private volatile bool failed;
    private volatile int idleSegment = -1;
    private volatile string? unsafeSetting;
    private volatile bool mayCopyIn;
    private volatile bool copying;
    private volatile int syncs;
    private volatile int answeredSyncs;
    private volatile int copyIns;
    private volatile int endedCopyIns;
    private volatile byte status = (byte)'I';
    private volatile PgOwnAnswer? own;

    /// <summary>Answers that the server may owe at the most; a client that sends more without reading is refused.</summary>
    public const int Limit = 1_000_000;

    /// <summary>The server failed something since the last ReadyForQuery and skips all messages until the next Sync.</summary>
    public bool HasFailed
    {
        get => failed;
        set => failed = value;
    }

    /// <summary>What the last ReadyForQuery said: <c>I</c> idle, <c>T</c> in a transaction block, <c>E</c> in one that failed.</summary>
    public byte TransactionStatus
    {
        get => status;
        set => status = value;
    }

    /// <summary>The answer that the server gives to statements of our own; set by the request side when nothing else is owed, taken off by the response side.</summary>
    public PgOwnAnswer? Own
    {
        get => own;
        set => own = value;
    }

    /// <summary>The last segment that ended outside a transaction: portals of it and before are gone.</summary>
    public int IdleSegment
    {
        get => idleSegment;
        set => idleSegment = value;
    }

    /// <summary>A setting under which text no longer means what the parser reads in it, as <c>name=value</c>; the session must end.</summary>
    public string? UnsafeSetting
    {
        get => unsafeSetting;
        set => unsafeSetting = value;
    }

    public bool IsSettled => owed.Count == 0 && own is null;

    /// <summary>Request side: something was sent that may make the server take COPY data, in which it reads messages by other rules.</summary>
    public bool MayCopyIn
    {
        get => mayCopyIn;
        set => mayCopyIn = value;
    }

    /// <summary>The server said that it takes COPY data, and neither has it said that it is done nor has the client.</summary>
    public bool IsCopyingIn => copying && copyIns != endedCopyIns;

    /// <summary>Nothing that is to come can change what the next message means to the server.</summary>
    public bool IsAtRest => IsSettled || (IsSkipping && own is null) || (mayCopyIn && IsCopyingIn);

    /// <summary>The server skips what comes until a Sync that was not sent yet: no answer to it will ever come.</summary>
    public bool IsSkipping => answeredSyncs == syncs && failed;

    /// <summary>Request side.</summary>
    public void Expect(in PgExpectation expectation)
    {
        if (owed.Count >= Limit) throw new WireException("Too many messages were sent without reading their answers.");
        expectation.Operation?.Hold();
        owed.Enqueue(expectation);
    }

    /// <summary>Response side.</summary>
    public bool TryPeek(out PgExpectation expectation) => owed.TryPeek(out expectation);

    /// <exception cref="SessionFailure">Text cannot be read any more.</exception>
    public void EnsureReadable()
    {
        if (unsafeSetting is { } setting) throw new SessionFailure(FailureKind.NotSupported, $"The session was ended: under {setting} the access gateway cannot read what statements mean.");
    }

    /// <summary>Response side.</summary>
    public void BeginCopyIn()
    {
        copyIns++;
        copying = true;
    }

    /// <summary>Response side: the statement that may have copied is over.</summary>
    public void EndCopyIn() => copying = false;

    /// <summary>Request side: a Sync goes out.</summary>
    public void CountSync() => syncs++;

    /// <summary>Response side: the server is ready again.</summary>
    /// <param name="isSync">What it was ready for was a Sync.</param>
    public void EndFailure(bool isSync)
    {
        // In this order: who sees the Sync answered must not see the failure before it.
        failed = false;
        if (isSync) answeredSyncs++;
    }

    /// <summary>Request side: the client ends the COPY.</summary>
    public void EndCopyInByClient() => endedCopyIns = copyIns;

    /// <summary>Response side: the answer has come (or never will).</summary>
    public void Fulfil(in PgExpectation expectation)
    {
        owed.Dequeue();
        if (expectation.Operation is { } operation) Release(operation);
    }

    /// <summary>Response side, when a batch of answers was taken in: wakes a request side that waits for all of them.</summary>
    public void Report()
    {
        // The waiter is published before the queue is looked at, and here the queue is emptied before the waiter is looked for: without fences both could miss each other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref settled) is { } waiter && IsAtRest) waiter.TrySetResult();
    }

    /// <summary>Request side: waits until every answer owed has come, or the server takes COPY data where that may be. The bytes that ask for them must have been sent.</summary>
    public async Task SettleAsync(CancellationToken stop)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref settled, waiter);
        Interlocked.MemoryBarrier();
        if (!IsAtRest) await waiter.Task.WaitAsync(stop);
        Volatile.Write(ref settled, null);
    }

    /// <summary>A fresh operation, held by the caller.</summary>
    public PgOperationState NewOperation()
    {
        var operation = Interlocked.Exchange(ref spare, null) ?? new PgOperationState();
        operation.Hold();
        return operation;
    }

    public void Release(PgOperationState operation)
    {
        if (!operation.Release()) return;
        operation.Reset();
        if (Interlocked.CompareExchange(ref spare, operation, null) is not null) operation.Bind.Dispose();
    }
}
