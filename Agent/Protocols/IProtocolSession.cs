using System.Net;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols;

/// <summary>One client's session in one protocol. It supplies the words; in which order they are said is ProxySession's matter alone.</summary>
public interface IProtocolSession : IAsyncDisposable
{
    /// <summary>Speaks with the client up to its credential. Null when there is nothing to serve: a port check, or a request that was carried out on the spot.</summary>
    /// <exception cref="SessionFailure">The client cannot be served.</exception>
    Task<ClientGreeting?> GreetAsync(CancellationToken stop);

    /// <summary>Tells the client that its connect waits for a human.</summary>
    Task TellHeldAsync(ApprovalOpened ticket, CancellationToken stop);

    /// <summary>Watches for the client's leaving while its connect is held; completes when it left or <paramref name="stop"/> is cancelled.</summary>
    Task ClientGoneAsync(CancellationToken stop);

    /// <summary>Logs in at the target with the injected credential and learns what the session's rules need.</summary>
    Task LoginAsync(TargetLink target, AccessGrant grant, CancellationToken stop);

    /// <summary>Lets the client in and relays until one side, the registry or the recording ends the session.</summary>
    /// <returns>Why it ended, in words for the recording.</returns>
    /// <exception cref="SessionFailure">It ended in a way that the client is told.</exception>
    Task<string> RelayAsync(SessionState session, AccessGrant grant, SessionRecorder recorder, CancellationToken stop);

    /// <summary>Tells the client why there is no session (any more). Never throws for a client that is gone.</summary>
    Task FailAsync(SessionFailure failure);
}

/// <summary>What a client said of itself.</summary>
public sealed record ClientGreeting(Secret Credential, IPEndPoint Remote, string? Database, string? ApplicationName);

/// <summary>Speaks one protocol; one instance serves all sessions of the agent.</summary>
public interface IProtocolHandler
{
    ConnectionProtocol Protocol { get; }

    /// <param name="connection">As it was configured when the client was accepted.</param>
    IProtocolSession Begin(AcceptedClient client, ConnectionConfig connection);
}
