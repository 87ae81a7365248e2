using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Agent.Recording;
using HoopLike.Agent.Sessions;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Listening;

/// <summary>
/// The story of a session, the same for all protocols; a protocol supplies words, never order.
/// <list type="number">
/// <item>Greet the client, up to its credential.</item>
/// <item>Prove who it is, offline.</item>
/// <item>Admit it: policies, grants, and where they ask for it a human.</item>
/// <item>Dial the target and log in with the credential that the client never sees.</item>
/// <item>Open the recording: what cannot be recorded does not happen.</item>
/// <item>Register, so that the session can be seen, cancelled and ended.</item>
/// <item>Relay: gate before forward, mask before record, record before deliver.</item>
/// <item>Close the recording with the reason, and tell the client where there is something to tell.</item>
/// </list>
/// </summary>
public sealed class ProxySession(
    IEnumerable<IProtocolHandler> protocols,
    SnapshotHolder snapshots,
    AccessGate gate,
    TargetConnector targets,
    SpoolDirectory spool,
    SessionRegistry registry,
    string agentName,
    TimeProvider time,
    ILogger<ProxySession> log)
{
    /// <summary>From the first byte to the credential: people's clients ask for passwords before they connect, so this is machine time.</summary>
    private static readonly TimeSpan greetingLimit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ConnectionProtocol, IProtocolHandler> protocols = protocols.ToDictionary(p => p.Protocol);

    /// <summary>Serves one client from its first byte to its last. Does not throw for anything that a client, a target or the console does.</summary>
    public async Task RunAsync(AcceptedClient client, ConnectionConfig connection, CancellationToken stop)
    {
        await using var protocol = protocols[connection.Protocol].Begin(client, connection);
        await RunAsync(protocol, connection, client.Proven, stop);
    }

    /// <summary>The same for a session that is not one socket's.</summary>
    /// <param name="proven">Called once the client has proven who it is.</param>
    public async Task RunAsync(IProtocolSession protocol, ConnectionConfig connection, Action proven, CancellationToken stop)
    {
        try
        {
            await ServeAsync(protocol, connection, proven, stop);
        }
        catch (SessionFailure failure)
        {
            log.SessionRefused(connection.Name, failure.Kind, failure.Message);
            await protocol.FailAsync(failure);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            log.ClientLeft(connection.Name, e.Message);
        }
        catch (Exception e)
        {
            // The edge of a session: whatever it was, the other sessions go on and the client learns that its own does not.
            log.SessionBroke(connection.Name, e);
            await protocol.FailAsync(new SessionFailure(FailureKind.Unavailable, "The access gateway failed inside. Its log says why."));
        }
    }

    private async Task ServeAsync(IProtocolSession protocol, ConnectionConfig connection, Action proven, CancellationToken stop)
    {
        // 1. Greet.
        if (await GreetAsync(protocol, stop) is not { } greeting) return;

        // 2. Prove. 3. Admit.
        var snapshot = snapshots.Current ?? throw new SessionFailure(FailureKind.Unavailable, "The gateway has no configuration yet. Try again in a moment.");
        var grant = await AdmitAsync(greeting, connection, snapshot, protocol, stop);
        proven();

        // 4. Dial.
        await ReachAsync(protocol, grant, stop);

        // 5. Open the recording.
        var session = NewSession(grant);
        await using var recorder = Open(session, grant, greeting);

        // 6. Register.
        registry.Add(session);
        try
        {
            log.SessionBegan(session.Id, session.Identity.Name, session.Connection);

            // 7. Relay.
            var end = await protocol.RelayAsync(session, grant, recorder, stop);

            // 8. Close.
            recorder.Close(session.EndReason ?? end);
        }
        catch (Exception e)
        {
            recorder.Close(session.EndReason ?? (e is SessionFailure ? e.Message : "the session broke"));
            throw;
        }
        finally
        {
            registry.Remove(session);
            log.SessionEnded(session.Id, session.EndReason ?? "done");
        }
    }

    private async Task<ClientGreeting?> GreetAsync(IProtocolSession protocol, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(greetingLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        return await protocol.GreetAsync(either.Token);
    }

    private async Task<AccessGrant> AdmitAsync(ClientGreeting greeting, ConnectionConfig connection, AgentSnapshot snapshot, IProtocolSession protocol, CancellationToken stop)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var held = Task.CompletedTask;
        try
        {
            var caller = await gate.ProveAsync(greeting.Credential, connection, snapshot, greeting.Remote.Address, left.Token);
            return await gate.AdmitAsync(caller, connection, snapshot, TellHeldAsync, left.Token);
        }
        catch (AccessRefused refused)
        {
            var kind = refused.Kind switch
            {
                RefusalKind.BadCredential => FailureKind.BadCredential,
                RefusalKind.NoRight => FailureKind.NoRight,
                _ => FailureKind.Unavailable,
            };
            var detail = refused.Policy is not null ? $"Policy: {refused.Policy}" : refused.Issuer is not null ? $"Token issued by: {refused.Issuer}" : null;
            throw new SessionFailure(kind, refused.Message, detail, refused) { Hint = kind == FailureKind.BadCredential ? $"Get a token with: hooplike login {snapshot.ConsoleAddress}, or at {snapshot.ConsoleAddress.TrimEnd('/')}/connect" : null };
        }
        finally
        {
            await left.CancelAsync();
            await held;
            await PumpThreads.Switch();
        }

        async Task TellHeldAsync(ApprovalOpened ticket)
        {
            await protocol.TellHeldAsync(ticket, left.Token);
            held = EndWhenGoneAsync();
        }

        async Task EndWhenGoneAsync()
        {
            await protocol.ClientGoneAsync(left.Token);
            await left.CancelAsync();
        }
    }

    private async Task ReachAsync(IProtocolSession protocol, AccessGrant grant, CancellationToken stop)
    {
        try
        {
            await protocol.ReachAsync(ct => targets.ConnectAsync(grant, ct), grant, stop);
            await PumpThreads.Switch();
        }
        catch (AccessRefused refused)
        {
            throw new SessionFailure(FailureKind.Unavailable, refused.Message, inner: refused);
        }
    }

    private SessionState NewSession(AccessGrant grant) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        Connection = grant.Connection.Name,
        Target = grant.Connection.Target,
        Protocol = grant.Connection.Protocol.ToString().ToLowerInvariant(),
        Identity = grant.Identity,
        StartedAt = time.GetUtcNow(),
        GrantId = grant.GrantId,
        GrantExpiresAt = grant.GrantExpiresAt,
        CancelKey = registry.NewCancelKey(),
    };

    private SessionRecorder Open(SessionState session, AccessGrant grant, ClientGreeting greeting)
    {
        try
        {
            return spool.Open(
                new SessionInfo(session.Id, session.Identity, session.Connection, session.Protocol, greeting.Remote.ToString(), agentName, session.StartedAt, greeting.Database, greeting.ApplicationName),
                grant.Connection.Recording);
        }
        catch (RecordingLostException e)
        {
            throw new SessionFailure(FailureKind.RecordingLost, "The session cannot be recorded, so it cannot begin: the recording spool is full or broken.", inner: e);
        }
    }
}
