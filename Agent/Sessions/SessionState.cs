using System.Diagnostics.CodeAnalysis;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Sessions;

/// <summary>A live session: who is connected where, and the one way to end it. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source holds no timer and no wait handle, and a late End must stay harmless.")]
public sealed class SessionState
{
    private readonly CancellationTokenSource ended = new();
    private string? endReason;
    private int holds;
    private volatile Action? onCancel;

    public required Guid Id { get; init; }

    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The target as it was when the session began: when the connection names another one, the session ends.</summary>
    public required TargetConfig Target { get; init; }

    public required string Protocol { get; init; }

    public required CallerIdentity Identity { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The grant that the session lives on; its end is the session's end.</summary>
    public Guid? GrantId { get; init; }

    public DateTimeOffset? GrantExpiresAt { get; init; }

    /// <summary>What the client must present to cancel the running operation, from <see cref="SessionRegistry.NewCancelKey"/>.</summary>
    public required (int ProcessId, int Secret) CancelKey { get; init; }

    /// <summary>Cancelled by <see cref="End"/>; callbacks run on the thread pool, never on the thread that ends the session.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>The first reason given to <see cref="End"/>; null while the session may go on.</summary>
    public string? EndReason => Volatile.Read(ref endReason);

    /// <summary>An operation of the session waits for a human.</summary>
    public bool IsHeld => Volatile.Read(ref holds) > 0;

    /// <summary>What to do when the client sends a cancel request with this session's key.</summary>
    public Action? OnCancel
    {
        get => onCancel;
        set => onCancel = value;
    }

    /// <summary>An operation waits for a human until what is returned is disposed of. Of HTTP several may wait side by side.</summary>
    public IDisposable Hold()
    {
        Interlocked.Increment(ref holds);
        return new HeldOperation(this);
    }

    /// <summary>Ends the session. Idempotent: the first reason wins. The reason is recorded and shown to the caller.</summary>
    public void End(string reason)
    {
        if (Interlocked.CompareExchange(ref endReason, reason, null) is null) _ = ended.CancelAsync();
    }

    private sealed class HeldOperation(SessionState session) : IDisposable
    {
        private SessionState? session = session;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref session, null) is { } held) Interlocked.Decrement(ref held.holds);
        }
    }
}
