using System.Net;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>A session goes on while its caller's right does; a request needs a token that is good now. Tokens end while sessions live.</summary>
public sealed class HttpProof(AccessGate access, SnapshotHolder snapshots, TimeProvider time)
{
    /// <summary>How long a proof counts: signatures cost more than requests, and nobody notices a token that lives five seconds longer.</summary>
    private static readonly TimeSpan goodFor = TimeSpan.FromSeconds(5);

    /// <exception cref="SessionFailure">The token is not good any more, or never was this caller's.</exception>
    internal async Task EnsureAsync(Secret credential, OpenHttpSession session, ConnectionConfig connection, IPAddress remote, CancellationToken ct)
    {
        var snapshot = snapshots.Current ?? throw new SessionFailure(FailureKind.Unavailable, "The gateway has no configuration yet. Try again in a moment.");
        var now = time.GetUtcNow();
        if (ReferenceEquals(session.ProvenBy, snapshot) && now - session.ProvenAt < goodFor) return;
        try
        {
            var caller = await access.ProveAsync(credential, connection, snapshot, remote, ct);
            if (caller.Name != session.Grant.Identity.Name) throw new SessionFailure(FailureKind.BadCredential, "The token is somebody else's now.");
        }
        catch (AccessRefused refused)
        {
            throw new SessionFailure(refused.Kind == RefusalKind.Unavailable ? FailureKind.Unavailable : FailureKind.BadCredential, refused.Message, inner: refused);
        }
        session.ProvenBy = snapshot;
        session.ProvenAt = now;
    }
}
