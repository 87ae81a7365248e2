using System.Collections.Concurrent;
using System.Threading.Channels;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Tests.Gates;

/// <summary>A console that does what a test tells it to.</summary>
internal sealed class FakeConsoleLink : IConsoleLink
{
    private readonly TaskCompletionSource<ApprovalRequest> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Guid> withdrawn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<Guid, Action<ApprovalDecision>> handlers = new();
    private bool isConnected = true;

    public event Action<bool>? ConnectionChanged;

    /// <summary>What the console does with a request; opens a ticket unless told otherwise.</summary>
    public Func<ApprovalRequest, CancellationToken, Task<ApprovalOpened>> OnOpen { get; set; } =
        static (request, _) => Task.FromResult(new ApprovalOpened(request.Id, $"http://localhost:8080/approvals/{request.Id}", DateTimeOffset.MaxValue));

    public ConcurrentQueue<AgentAuditEntry> Audited { get; } = new();

    public ConcurrentQueue<(Guid Id, string Reason)> Withdrawn { get; } = new();

    public ConcurrentQueue<Guid> Used { get; } = new();

    /// <summary>The first ticket that was withdrawn.</summary>
    public Task<Guid> FirstWithdrawn => withdrawn.Task.WaitAsync(Some.Patience);

    /// <summary>The first request that was asked.</summary>
    public Task<ApprovalRequest> Asked => asked.Task.WaitAsync(Some.Patience);

    /// <summary>Every request from now on, in order.</summary>
    public RequestQueue Requests()
    {
        var requests = Channel.CreateUnbounded<ApprovalRequest>();
        OnAsked += request => requests.Writer.TryWrite(request);
        return new RequestQueue(requests.Reader);
    }

    private event Action<ApprovalRequest>? OnAsked;

    public int Listeners => handlers.Count;

    public bool IsConnected
    {
        get => isConnected;
        set
        {
            isConnected = value;
            ConnectionChanged?.Invoke(value);
        }
    }

    public async Task<ApprovalOpened> OpenTicketAsync(ApprovalRequest request, CancellationToken ct)
    {
        var opened = await OnOpen(request, ct);
        asked.TrySetResult(request);
        OnAsked?.Invoke(request);
        return opened;
    }

    public Task WithdrawTicketAsync(Guid id, string reason)
    {
        Withdrawn.Enqueue((id, reason));
        withdrawn.TrySetResult(id);
        return Task.CompletedTask;
    }

    public Task ReportUsedAsync(Guid id)
    {
        Used.Enqueue(id);
        return Task.FromException(new ConsoleUnreachableException("away"));
    }

    public IDisposable OnDecision(Guid id, Action<ApprovalDecision> handler)
    {
        handlers[id] = handler;
        return new Registration(() => handlers.TryRemove(id, out _));
    }

    public Task<ApprovalDecision?> GetDecisionAsync(Guid id, CancellationToken ct) => Task.FromResult<ApprovalDecision?>(null);

    /// <summary>What the console does when it is asked for an issuer's keys.</summary>
    public Func<string, CancellationToken, Task<long>> OnKeys { get; set; } = static (_, _) => Task.FromResult(0L);

    public ConcurrentQueue<string> KeysAsked { get; } = new();

    public Task<long> RequestKeysAsync(string issuer, CancellationToken ct)
    {
        KeysAsked.Enqueue(issuer);
        return OnKeys(issuer, ct);
    }

    public Task<ListenerCertificate> SignListenerRequestAsync(string requestPem, CancellationToken ct) => throw new NotSupportedException();

    public void Audit(AgentAuditEntry entry) => Audited.Enqueue(entry);

    /// <summary>Decides a ticket, with the request's own digest unless told otherwise.</summary>
    public void Decide(ApprovalRequest request, ApprovalStatus status = ApprovalStatus.Approved, string? digest = null, Guid? id = null, string by = "ann", string? reason = null, Guid? grantId = null, DateTimeOffset? until = null) =>
        handlers[request.Id](new ApprovalDecision
        {
            Id = id ?? request.Id,
            Status = status,
            Digest = digest ?? request.Digest,
            DecidedBy = by.Length == 0 ? [] : [by],
            Reason = reason,
            GrantId = grantId,
            GrantExpiresAt = until,
        });

    /// <summary>Requests one after the other.</summary>
    internal sealed class RequestQueue(ChannelReader<ApprovalRequest> requests)
    {
        /// <summary>The next one, which this policy must have asked for.</summary>
        public async Task<ApprovalRequest> NextAsync(string policy)
        {
            var request = await requests.ReadAsync().AsTask().WaitAsync(Some.Patience);
            Xunit.Assert.Equal(policy, request.Policy);
            return request;
        }
    }

    private sealed class Registration(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
