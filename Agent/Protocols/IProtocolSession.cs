using HoopLike.Agent.Gates;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;

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

    /// <summary>Makes the target reachable: dials it and logs in with the injected credential, now, or whenever there is something to send.</summary>
    /// <param name="dial">Opens a connection to the grant's target, which is the session's to dispose of.</param>
    /// <exception cref="AccessRefused">The target cannot be reached.</exception>
    Task ReachAsync(Func<CancellationToken, Task<TargetLink>> dial, AccessGrant grant, CancellationToken stop);

    /// <summary>Lets the client in and relays until one side, the registry or the recording ends the session.</summary>
    /// <returns>Why it ended, in words for the recording.</returns>
    /// <exception cref="SessionFailure">It ended in a way that the client is told.</exception>
    Task<string> RelayAsync(SessionState session, AccessGrant grant, SessionRecorder recorder, CancellationToken stop);

    /// <summary>Tells the client why there is no session (any more). Never throws for a client that is gone.</summary>
    Task FailAsync(SessionFailure failure);
}
