using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Http;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>Decides one session's requests by the rules of now: a new snapshot is in force with the next request. Thread-safe.</summary>
public sealed class RequestGate(AccessGrant grant, Guid sessionId, SnapshotHolder snapshots, TimeProvider time)
{
    private volatile RequestRules? rules;

    /// <summary>The rules in force: for one request the same from beginning to end.</summary>
    /// <exception cref="AccessRefused">The session may not go on.</exception>
    public RequestRules Now()
    {
        var snapshot = snapshots.Current ?? throw new AccessRefused(RefusalKind.Unavailable, "the gateway has no configuration");
        if (rules is { } known && ReferenceEquals(known.Snapshot, snapshot)) return known;
        if (CallerStanding.WhyNot(snapshot, grant.Identity) is { } words) throw new AccessRefused(RefusalKind.BadCredential, words);
        var connection = snapshot.Connections.FirstOrDefault(c => string.Equals(c.Name, grant.Connection.Name, StringComparison.Ordinal))
            ?? throw new AccessRefused(RefusalKind.NoRight, "the connection does not exist any more");
        return rules = new RequestRules(snapshot, connection, CallerStanding.Refresh(snapshot, grant.Identity));
    }

    public Verdict Decide(RequestRules of, HttpOperation request) => of.Policies.DecideOperation(request, time.GetUtcNow());

    /// <summary>Decides once more after an approval, since rules may have changed while it was waited for: null where nothing but the policy that asked stands against the request.</summary>
    public string? WhyNotApproved(HttpOperation request, Verdict asked)
    {
        var now = Decide(Now(), request);
        if (now.Effect == PolicyEffect.Allow) return null;
        return now.Effect == PolicyEffect.Approve && OperationGate.IsAnswered(now.Policy, now.Approval!, asked.Policy, asked.Approval!) ? null : "The rules changed while the approval was waited for; send the request again.";
    }

    /// <summary>The question to humans. The digest is over what would be sent on; what they read is masked.</summary>
    public ApprovalRequest RequestFor(RequestRules of, Verdict verdict, HttpOperation request, string safeText)
    {
        ReadOnlyMemory<byte>?[] body = [request.Body];
        return new ApprovalRequest
        {
            Id = Guid.NewGuid(),
            Scope = ApprovalScope.Operation,
            SessionId = sessionId,
            Identity = of.Caller.Name,
            IdentityKind = of.Caller.Kind,
            Groups = of.Caller.Groups,
            Actors = of.Caller.Actors,
            Connection = of.Connection.Name,
            Policy = verdict.Policy!,
            SnapshotVersion = of.Snapshot.Version,
            Digest = OperationDigest.Of(of.Caller, of.Connection.Name, $"{request.Method} {request.Target.Text}", body, of.Snapshot.Version),
            Operation = safeText,
        };
    }
}
