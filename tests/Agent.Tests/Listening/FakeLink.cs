using System.Threading.Channels;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Tests.Listening;

/// <summary>The console link as listeners use it: it takes audit entries and signs certificates.</summary>
internal sealed class FakeLink : IConsoleLink
{
    public event Action<bool>? ConnectionChanged;

    public bool IsConnected { get; private set; }

    public Channel<AgentAuditEntry> Audits { get; } = Channel.CreateUnbounded<AgentAuditEntry>();

    public Func<string, ListenerCertificate> Sign { get; set; } = static _ => throw new ConsoleRefusedException("no authority");

    public int Signed { get; private set; }

    public void Connect(bool up)
    {
        IsConnected = up;
        ConnectionChanged?.Invoke(up);
    }

    public Task<ListenerCertificate> SignListenerRequestAsync(string requestPem, CancellationToken ct)
    {
        Signed++;
        return Task.FromResult(Sign(requestPem));
    }

    public Task<long> RequestKeysAsync(string issuer, CancellationToken ct) => throw new NotSupportedException();

    public void Audit(AgentAuditEntry entry) => Audits.Writer.TryWrite(entry);

    public Task<ApprovalOpened> OpenTicketAsync(ApprovalRequest request, CancellationToken ct) => throw new NotSupportedException();

    public Task WithdrawTicketAsync(Guid id, string reason) => throw new NotSupportedException();

    public Task ReportUsedAsync(Guid id) => throw new NotSupportedException();

    public IDisposable OnDecision(Guid id, Action<ApprovalDecision> handler) => throw new NotSupportedException();

    public Task<ApprovalDecision?> GetDecisionAsync(Guid id, CancellationToken ct) => throw new NotSupportedException();
}
