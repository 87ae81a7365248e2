using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Recording;

/// <summary>Records one session. What is appended is held in memory until <see cref="CommitAsync"/>; nothing may be delivered before that. Both directions of a session may call it at once,
/// except for <see cref="Result"/>, which belongs to the one that brings answers.</summary>
/// <remarks>Once the recording is lost, every call but <see cref="Close(string)"/> throws <see cref="RecordingLostException"/>.</remarks>
public sealed class SessionRecorder : IAsyncDisposable, IThreadPoolWorkItem
{
    // What was appended is written early when it grows beyond this: memory stays bounded, and early is never wrong.
    private const int HeldBytes = 256 * 1024;

    private readonly Lock gate = new();
    private readonly SpoolDirectory directory;
    private readonly RecordingSpool spool;
    private readonly RecordingDurability durability;
    private readonly RecordingSigner signer;
    private readonly RecordBuffer buffer;
    private RecordingLostException? lost;
    private long signedSequence = -1;
    private DateTimeOffset? unsignedSince;
    private bool isSigning;
    private bool isClosed;

    internal SessionRecorder(SpoolDirectory directory, RecordingSpool spool, RecordingConfig config)
    {
        this.directory = directory;
        this.spool = spool;
        // One key for the whole recording, though the agent may get another one meanwhile.
        signer = directory.Signer;
        durability = config.Durability;
        ResultLimit = config.ResultLimit;
        buffer = new RecordBuffer(spool.Session);
        Result = new ResultCapture(this);
    }

    public Guid Session => spool.Session;

    /// <summary>Captures answers; reused over the session.</summary>
    public ResultCapture Result { get; }

    /// <summary>The run of operations that name none themselves; null for none. Set by whoever brings what the caller says of itself.</summary>
    public RunIds? Run { get; set; }

    internal int ResultLimit { get; }

    /// <summary>Records an operation with its verdict, before it is sent on. No allocation.</summary>
    /// <param name="op">Numbers the session's operations from 1; ties together what belongs to one.</param>
    /// <param name="safeText">Masked already, as are the bind values.</param>
    /// <param name="verdict"><c>allow</c>, <c>deny</c> or <c>approve</c>.</param>
    /// <param name="run">As the caller said; null where it said nothing.</param>
    /// <param name="isExchange">A request that has an <see cref="Answer"/>.</param>
    public void Operation(long op, string safeText, IReadOnlyList<string?>? bindValues, ImmutableArray<string> kinds, ImmutableArray<string> tables, string verdict, string? policy,
        ImmutableArray<string> observed, RunIds? run = null, bool isExchange = false)
    {
        lock (gate)
        {
            EnsureRecording();
            OperationPayload.Append(buffer, Now(), op, safeText, bindValues, kinds, tables, verdict, policy, observed, run ?? Run, isExchange);
            WriteWhenLarge();
        }
    }

    /// <summary>The operation waits for humans.</summary>
    public void Held(long op, Guid ticket, string address, string policy) => Append(RecordKind.Held, new HeldEvent(op, ticket, Bounded(address), Bounded(policy)));

    public void Decided(long op, ApprovalDecision decision) =>
        Append(RecordKind.Decided, new DecidedEvent(op, decision.Id, decision.Status, decision.DecidedBy, decision.Reason is null ? null : Bounded(decision.Reason)));

    /// <summary>A notice as the caller gets it, masked.</summary>
    public void Notice(long op, string severity, string code, string message, string? detail = null, string? hint = null) =>
        Append(RecordKind.Notice, Message(op, severity, code, message, detail, hint));

    /// <summary>An error as the caller gets it, masked.</summary>
    public void Error(long op, string severity, string code, string message, string? detail = null, string? hint = null) =>
        Append(RecordKind.Error, Message(op, severity, code, message, detail, hint));

    public void Notification(string channel, string payload, int pid) => Append(RecordKind.Notification, new NotificationEvent(Bounded(channel), Bounded(payload), pid));

    /// <summary>The head of an answer as the caller gets it, masked.</summary>
    public void Answer(AnswerEvent answer) => Append(RecordKind.Answer, answer);

    /// <summary>A piece of an answer that a protocol captures itself.</summary>
    public void Rows(RowsEvent rows) => Append(RecordKind.Rows, rows);

    /// <summary>The end of such an answer.</summary>
    public void Ended(ResultEvent result) => Append(RecordKind.Result, result);

    /// <summary>Makes what was appended as durable as the connection asks: written to the spool (completes at once), flushed to disk, or acknowledged by the console.</summary>
    /// <exception cref="RecordingLostException">It could not be: end the session, deliver nothing more.</exception>
    public ValueTask CommitAsync(CancellationToken ct)
    {
        long sequence;
        lock (gate)
        {
            EnsureRecording();
            WriteOut(isEnd: false);
            sequence = buffer.LastSequence;
        }
        return durability switch
        {
            RecordingDurability.Synced => spool.FlushAsync(sequence, ct),
            RecordingDurability.Replicated => spool.AcknowledgedAsync(sequence, ct),
            _ => default,
        };
    }

    /// <summary>Ends the recording with its last records, closed and signature, once both directions have come to their end. The first reason counts. Never throws: what cannot be written is
    /// recovered at the agent's next start.</summary>
    public void Close(string reason) => Close(reason, isQuiet: true);

    /// <param name="isQuiet">Nobody uses <see cref="Result"/> any more.</param>
    internal void Close(string reason, bool isQuiet)
    {
        lock (gate)
        {
            if (isClosed) return;
            try
            {
                if (lost is null && isQuiet) Result.Abandon();
                isClosed = true;
                buffer.Begin(RecordKind.Closed, Now()).Object(new ClosedEvent(Bounded(lost is null ? reason : $"recording lost: {lost.Message}")));
                buffer.End();
                buffer.Sign(signer, Now());
                WriteOut(isEnd: true);
            }
            catch (Exception e)
            {
                // A session must be able to end whatever became of its recording.
                isClosed = true;
                directory.Log.NotClosed(Session, e);
            }
            buffer.Discard();
            if (isQuiet) Result.Dispose();
            spool.Release();
        }
        directory.Closed(this);
    }

    /// <summary>Closes, where that was forgotten.</summary>
    public ValueTask DisposeAsync()
    {
        Close("session ended");
        return ValueTask.CompletedTask;
    }

    /// <summary>Signs, on a pool thread: never while an answer waits for its record.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (gate)
        {
            isSigning = false;
            if (isClosed || lost is not null || buffer.LastSequence <= signedSequence) return;
            try
            {
                buffer.Sign(signer, Now());
                WriteOut(isEnd: false);
            }
            catch (RecordingLostException)
            {
                // The next call of the session finds it lost.
            }
            catch (Exception e)
            {
                directory.Log.NotSigned(Session, e);
                return;
            }
            signedSequence = buffer.LastSequence;
            unsignedSince = null;
        }
    }

    internal void Begin(SessionInfo info)
    {
        Run = RunIds.Find(info.ApplicationName);
        Append(RecordKind.Opened, new OpenedEvent(info.Id, info.Identity.Name, info.Identity.Kind, info.Identity.Groups, info.Identity.ProvenBy, info.Connection, info.Protocol, info.ClientAddress,
            info.Agent, info.StartedAt, info.Database is null ? null : Bounded(info.Database), info.ApplicationName is null ? null : Bounded(info.ApplicationName), ResultLimit)
        {
            Actors = info.Identity.Actors.IsEmpty ? null : info.Identity.Actors,
        });
        lock (gate) WriteOut(isEnd: false);
    }

    internal void SignIfOlderThan(TimeSpan age)
    {
        lock (gate)
        {
            if (unsignedSince is { } since && directory.Time.GetUtcNow() - since >= age) QueueSignature();
        }
    }

    /// <summary>Appends a record that a capture writes.</summary>
    internal void Append(RecordKind kind, ResultCapture capture)
    {
        lock (gate)
        {
            EnsureRecording();
            capture.Write(kind, buffer.Begin(kind, Now()));
            buffer.End();
            WriteWhenLarge();
        }
    }

    private void Append<T>(RecordKind kind, T value)
    {
        lock (gate)
        {
            EnsureRecording();
            buffer.Begin(kind, Now()).Object(value);
            buffer.End();
            WriteWhenLarge();
        }
    }

    private void EnsureRecording()
    {
        if (lost is not null) throw new RecordingLostException(lost.Message, lost);
        if (isClosed) throw new RecordingLostException("The session cannot be recorded: its recording is closed.");
    }

    private void WriteWhenLarge()
    {
        if (buffer.Pending.Length > HeldBytes) WriteOut(isEnd: false);
    }

    private void WriteOut(bool isEnd)
    {
        var pending = buffer.Pending;
        if (pending.IsEmpty) return;
        try
        {
            spool.Append(pending, buffer.LastSequence, isEnd);
        }
        catch (RecordingLostException e)
        {
            lost ??= e;
            buffer.Discard();
            directory.Log.RecordingLost(Session, e.Message, e.InnerException);
            throw;
        }
        buffer.MarkWritten();
        unsignedSince ??= directory.Time.GetUtcNow();
        if (buffer.LastSequence - signedSequence >= directory.Options.SignatureRecords) QueueSignature();
    }

    private void QueueSignature()
    {
        if (isSigning || isClosed) return;
        isSigning = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private long Now() => RecordingFormat.MicrosOf(directory.Time.GetUtcNow());

    private static MessageEvent Message(long op, string severity, string code, string message, string? detail, string? hint) =>
        new(op, Bounded(severity), Bounded(code), Bounded(message), detail is null ? null : Bounded(detail), hint is null ? null : Bounded(hint));

    // 16 Ki characters of each field keep the largest event below the largest record, however much JSON must escape.
    private static string Bounded(string text) => text.Length <= 16 * 1024 ? text : $"{text.AsSpan(0, 16 * 1024)}… ({text.Length} characters)";
}
