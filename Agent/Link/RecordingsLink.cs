using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

/// <summary>The second hub connection: bulk only.</summary>
public sealed class RecordingsLink : IRecordingsLink
{
    private readonly HubLink link;

    public RecordingsLink(LinkOptions options, LinkIdentity identity, TimeProvider time, ILogger<RecordingsLink> log)
    {
        link = new HubLink("recordings", options.At(AgentHubAddress.Recordings), identity, time, log);
        link.ConnectionChanged += up =>
        {
            if (up) Connected?.Invoke();
        };
    }

    public event Action? Connected;

    public bool IsConnected => link.IsConnected;

    public Task RunAsync(CancellationToken stop) => link.RunAsync(stop);

    public Task<ImmutableArray<RecordingAck>> ResumeAsync(ImmutableArray<Guid> sessions, CancellationToken ct) =>
        link.CallAsync<ImmutableArray<RecordingAck>>(nameof(IAgentRecordingsHub.Resume), [sessions], ct);

    public Task<RecordingAck> AppendAsync(RecordingChunk chunk, CancellationToken ct) =>
        link.CallAsync<RecordingAck>(nameof(IAgentRecordingsHub.Append), [chunk], ct);
}
