using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>What a request needs of the session that it belongs to.</summary>
internal sealed record OpenHttpSession(SessionState State, AccessGrant Grant, SessionRecorder Recorder, TargetWays Ways, RequestGate Gate, SessionTools Tools)
{
    private long requests;

    /// <summary>The snapshot that the caller's token was last proven against, and when.</summary>
    public AgentSnapshot? ProvenBy { get; set; }

    public DateTimeOffset ProvenAt { get; set; }

    /// <summary>The next request's number, from 1.</summary>
    public long NextNumber() => Interlocked.Increment(ref requests);
}
