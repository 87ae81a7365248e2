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
        if (rules is { } known && ReferenceEquals(known.Snapshot, snapshots.Current)) return known;
        var (snapshot, connection, caller) = CallerStanding.Now(grant, snapshots);
        return rules = new RequestRules(snapshot, connection, caller);
    }

    public Verdict Decide(RequestRules of, HttpOperation request) => of.Policies.DecideOperation(request, time.GetUtcNow());

    /// <summary>Whether a request could pass, be it after an approval: what is listed of what may be asked.</summary>
    public bool MayEver(RequestRules of, HttpOperation request) => Decide(of, request) is { Effect: PolicyEffect.Allow } or { Effect: PolicyEffect.Approve, Approval: not null };

    /// <inheritdoc cref="SessionPolicies.AllowsServerRequest"/>
    public bool AllowsServerRequest(RequestRules of, string method, HttpOperation request) => of.Policies.AllowsServerRequest(method, request, time.GetUtcNow());

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
        var digest = OperationDigest.Of(of.Caller, of.Connection.Name, $"{request.Method} {request.Target.Text}", [request.Body], of.Snapshot.Version);
        return ApprovalQuestion.Of(ApprovalScope.Operation, sessionId, of.Caller, of.Connection, of.Snapshot, verdict.Policy!, digest, safeText);
    }
}
