using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Link;

/// <summary>Who waits for which decision. Each registration hears at most one; a decision that came a moment before its registration is not lost. Thread-safe.</summary>
internal sealed class DecisionBoard
{
    // Decisions nobody waits for (the waiter has just gone, or is just coming): a few are kept, the oldest are forgotten.
    private const int unclaimedLimit = 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Action<ApprovalDecision>> waiting = [];
    private readonly Dictionary<Guid, ApprovalDecision> unclaimed = [];
    private readonly Queue<Guid> unclaimedOrder = new();

    /// <summary>Tickets that somebody waits for.</summary>
    public Guid[] Outstanding
    {
        get
        {
            lock (gate) return [.. waiting.Keys];
        }
    }

    public IDisposable Register(Guid id, Action<ApprovalDecision> handler)
    {
        ApprovalDecision? early;
        lock (gate)
        {
            if (!unclaimed.Remove(id, out early)) waiting[id] = handler;
        }
        if (early is not null) Call(handler, early);
        return new Registration(this, id, handler);
    }

    public void Deliver(ApprovalDecision decision)
    {
        Action<ApprovalDecision>? handler;
        lock (gate)
        {
            if (!waiting.Remove(decision.Id, out handler)) Keep(decision);
        }
        if (handler is not null) Call(handler, decision);
    }

    private void Keep(ApprovalDecision decision)
    {
        if (unclaimed.ContainsKey(decision.Id)) return;
        if (unclaimedOrder.Count == unclaimedLimit) unclaimed.Remove(unclaimedOrder.Dequeue());
        unclaimed.Add(decision.Id, decision);
        unclaimedOrder.Enqueue(decision.Id);
    }

    private void Forget(Guid id, Action<ApprovalDecision> handler)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(id, out var now) && now == handler) waiting.Remove(id);
        }
    }

    private static void Call(Action<ApprovalDecision> handler, ApprovalDecision decision) =>
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.handler(state.decision), (handler, decision), preferLocal: false);

    private sealed class Registration(DecisionBoard board, Guid id, Action<ApprovalDecision> handler) : IDisposable
    {
        public void Dispose() => board.Forget(id, handler);
    }
}
