using System.Net.Security;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Listening;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Http;
using HoopLike.Agent.Protocols.Http.Mcp;
using HoopLike.Agent.Targets;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Commands;

/// <summary>What the HTTP protocol is made of: the door that takes clients in, and what answers questions about targets.</summary>
internal sealed record HttpProtocol(HttpDoor Door, ITargetQuestions Questions)
{
    /// <param name="story">Runs the sessions that requests belong to.</param>
    /// <param name="tools">Where is kept what was approved of tools of MCP servers.</param>
    /// <param name="stop">The agent's patience is over.</param>
    public static HttpProtocol Create(
        Func<SslStreamCertificateContext?> certificate, ProxySession story, SnapshotHolder snapshots, AccessGate access, ApprovalGate approvals, TargetConnector targets, SealedFile tools, TimeProvider time, ILoggerFactory logs, CancellationToken stop)
    {
        var sessions = new HttpSessions((session, connection, ct) => story.RunAsync(session, connection, static () => { }, ct), snapshots, new ToolBook(tools, logs.CreateLogger<ToolBook>()), time);
        var proof = new HttpProof(access, snapshots, time);
        var door = new HttpDoor(forwarder => new HttpStory(sessions, proof, snapshots, approvals, forwarder, time, logs.CreateLogger<HttpStory>(), stop).HandleAsync, certificate, logs);
        return new HttpProtocol(door, new HttpQuestions(new HttpProbe(targets, time)));
    }
}
