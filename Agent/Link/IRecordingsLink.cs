using System.Collections.Immutable;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Link;

/// <summary>The link on which recordings travel: apart from control, so that bulk never delays a decision.</summary>
public interface IRecordingsLink
{
    bool IsConnected { get; }

    /// <summary>Raised each time the link is up (again): ask where to go on.</summary>
    event Action? Connected;

    /// <summary>Where to go on for each of the sessions in the spool.</summary>
    /// <exception cref="ConsoleUnreachableException">The link is down, or broke before the console answered.</exception>
    Task<ImmutableArray<RecordingAck>> ResumeAsync(ImmutableArray<Guid> sessions, CancellationToken ct);

    /// <summary>Stores a chunk of at most <see cref="AgentHubAddress.ChunkLimit"/> bytes.</summary>
    /// <exception cref="ConsoleUnreachableException">The link is down, or broke before the console answered: resume and send again.</exception>
    /// <exception cref="ConsoleRefusedException">The console refuses the chunk: a gap, or a broken chain.</exception>
    Task<RecordingAck> AppendAsync(RecordingChunk chunk, CancellationToken ct);
}
