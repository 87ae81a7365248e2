using System.Net;
using HoopLike.Agent.Link;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Security;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Gates;

/// <summary>Who calls, and may it connect? Each refusal leaves an audit entry. Thread-safe.</summary>
public sealed class AccessGate(IConsoleLink link, ApprovalGate approvals, LiveAccess live, SnapshotHolder snapshots, TimeProvider time, ILogger<AccessGate> log)
{
    private const string KeyPrefix = "hlk_";
    private const string TooMany = "too many failed sign-ins from this address; try again in a minute";

    private readonly TokenProof tokens = new();
    /// <summary>How long an address that failed too often is refused.</summary>
    public static readonly TimeSpan FailuresCountFor = TimeSpan.FromMinutes(1);

    private readonly FailedAttempts failures = new(time, FailedAttempts.UsualLimit, FailuresCountFor);
    private readonly MissingKeys keys = new(link, snapshots, time);
    private readonly RefusalReports reports = new(link, time);

    /// <summary>Proves who calls from the snapshot alone.</summary>
    /// <param name="credential">A service-account key (<c>hlk_...</c>) or a JSON Web Token.</param>
    /// <param name="remote">Where the caller is; an address that failed too often is refused unheard. Null skips that.</param>
    /// <exception cref="AccessRefused">Bad credential, or a proven caller that may not use it here.</exception>
    public CallerIdentity Prove(Secret credential, ConnectionConfig connection, AgentSnapshot snapshot, DateTimeOffset now, IPAddress? remote = null)
    {
        string? claimed = null;
        try
        {
            return Prove(credential, connection, snapshot, now, remote, ref claimed);
        }
        catch (AccessRefused e)
        {
            Refused(e, claimed, connection, remote);
            throw;
        }
    }

    /// <summary>As <see cref="Prove(Secret, ConnectionConfig, AgentSnapshot, DateTimeOffset, IPAddress?)"/>; where the token is signed with a key that nobody here knows, the console is asked for newer ones first.</summary>
    /// <exception cref="AccessRefused">Bad credential, or a proven caller that may not use it here.</exception>
    public async Task<CallerIdentity> ProveAsync(Secret credential, ConnectionConfig connection, AgentSnapshot snapshot, IPAddress remote, CancellationToken ct)
    {
        string? claimed = null;
        try
        {
            return Prove(credential, connection, snapshot, time.GetUtcNow(), remote, ref claimed);
        }
        catch (AccessRefused e) when (e is { IsOfMissingKey: true, Issuer: not null })
        {
            var (newer, words) = await keys.AskAsync(e.Issuer, snapshot, ct);
            if (newer is not null) return Prove(credential, connection, newer, time.GetUtcNow(), remote);
            var refused = new AccessRefused(e.Kind, e.Message + words) { Issuer = e.Issuer };
            Refused(refused, claimed, connection, remote);
            throw refused;
        }
        catch (AccessRefused e)
        {
            Refused(e, claimed, connection, remote);
            throw;
        }
    }

    /// <summary>Decides by the session-scope policies; where they ask for an approval, a grant that is open admits, else a ticket is opened and waited for.</summary>
    /// <param name="onHeld">Tells the caller where the ticket is.</param>
    /// <exception cref="AccessRefused">No right, or nobody to ask.</exception>
    public async Task<AccessGrant> AdmitAsync(CallerIdentity caller, ConnectionConfig connection, AgentSnapshot snapshot, Func<ApprovalOpened, Task> onHeld, CancellationToken ct)
    {
        try
        {
            return Admit(caller, connection, snapshot) ?? await AskAsync(caller, connection, snapshot, onHeld, ct);
        }
        catch (AccessRefused e)
        {
            Audit(caller.Words, connection, e.Policy is null ? e.Message : $"{e.Message} (policy {e.Policy})");
            throw;
        }
    }

    /// <summary>As <see cref="AdmitAsync"/> for somebody who will not wait: where an approval would have to be asked for, it refuses.</summary>
    /// <exception cref="AccessRefused">No right, or none without an approval.</exception>
    public AccessGrant AdmitNow(CallerIdentity caller, ConnectionConfig connection, AgentSnapshot snapshot)
    {
        try
        {
            if (CallerStanding.WhyNot(snapshot, caller) is { } words) throw new AccessRefused(RefusalKind.BadCredential, words);
            caller = CallerStanding.Refresh(snapshot, caller);
            return Admit(caller, connection, snapshot) ?? throw new AccessRefused(RefusalKind.NoRight, $"connecting to {Shown.Quoted(connection.Name)} needs an approval first");
        }
        catch (AccessRefused e)
        {
            Audit(caller.Words, connection, e.Policy is null ? e.Message : $"{e.Message} (policy {e.Policy})");
            throw;
        }
    }

    private CallerIdentity Prove(Secret credential, ConnectionConfig connection, AgentSnapshot snapshot, DateTimeOffset now, IPAddress? remote, ref string? claimed)
    {
        if (remote is not null && failures.IsBlocked(remote)) throw new AccessRefused(RefusalKind.BadCredential, TooMany);
        var caller = Prove(credential.Reveal(), connection, snapshot, now, ref claimed);
        return CallerStanding.WhyNot(snapshot, caller) is { } words ? throw new AccessRefused(RefusalKind.BadCredential, words) : CallerStanding.Refresh(snapshot, caller);
    }

    private void Refused(AccessRefused refused, string? claimed, ConnectionConfig connection, IPAddress? remote)
    {
        // Who is not listened to does not grow guiltier by knocking, or it would never be listened to again.
        if (refused.Kind == RefusalKind.BadCredential && remote is not null && !string.Equals(refused.Message, TooMany, StringComparison.Ordinal) && failures.Add(remote)) log.Blocked(remote);
        log.Refused(connection.Name, refused.Message);
        reports.Report(remote?.ToString(), claimed, connection.Name, remote is null ? refused.Message : $"{refused.Message} (from {remote})");
    }

    private CallerIdentity Prove(string credential, ConnectionConfig connection, AgentSnapshot snapshot, DateTimeOffset now, ref string? claimed)
    {
        if (credential.Length == 0) throw new AccessRefused(RefusalKind.BadCredential, "no password was given; give an access token or a service-account key as the password");
        if (credential.StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            var (account, key) = CallerStanding.FindByKey(snapshot, credential) ?? throw new AccessRefused(RefusalKind.BadCredential, "no service account has this key; it may have been changed");
            claimed = account.Name;
            if (key.ExpiresAt <= now) throw new AccessRefused(RefusalKind.BadCredential, $"this key of the service account {Shown.Quoted(account.Name)} expired at {key.ExpiresAt:yyyy-MM-dd HH:mm} UTC; ask for a new one");
            return new CallerIdentity(account.Name, CallerKind.Machine, account.Groups, ServiceKeyConfig.ProvenBy(key.Hash));
        }
        var token = tokens.Prove(credential, snapshot, now);
        claimed = ActorIdentity.Words(token.Subject, token.Actors);
        if (token.Connection is { } only && !string.Equals(only, connection.Name, StringComparison.Ordinal))
        {
            throw new AccessRefused(RefusalKind.NoRight, $"this token is good for the connection {Shown.Quoted(only)} only; get one for {Shown.Quoted(connection.Name)}");
        }
        return new CallerIdentity(token.Subject, token.Kind, token.Groups, CallerStanding.ProvenByTokenOf(token.Issuer)) { Actors = token.Actors, SignIn = token.SignIn };
    }

    /// <summary>Null where an approval must be asked for.</summary>
    private AccessGrant? Admit(CallerIdentity caller, ConnectionConfig connection, AgentSnapshot snapshot)
    {
        var now = time.GetUtcNow();
        var policies = new SessionPolicies(snapshot, connection, caller);
        var verdict = policies.DecideSession(now);
        if (verdict.Effect == PolicyEffect.Allow) return new AccessGrant(caller, connection, snapshot, policies, null, null);
        if (verdict.Effect != PolicyEffect.Approve) throw Denied(verdict, connection);
        return OpenGrant(caller, connection, snapshot) is { } grant ? new AccessGrant(caller, connection, snapshot, policies, grant.Id, grant.ExpiresAt) : null;
    }

    private async Task<AccessGrant> AskAsync(CallerIdentity caller, ConnectionConfig connection, AgentSnapshot snapshot, Func<ApprovalOpened, Task> onHeld, CancellationToken ct)
    {
        var verdict = new SessionPolicies(snapshot, connection, caller).DecideSession(time.GetUtcNow());
        if (verdict is not { Effect: PolicyEffect.Approve, Approval: { } requirement, Policy: { } policy }) throw Denied(verdict, connection);
        // A grant asked for ahead, or by another session of the same caller, may open while this one waits: it admits all of them.
        using var watch = new GrantWatch(snapshots, now => OpenGrant(caller, connection, now), ct);
        var outcome = await approvals.AskAsync(SessionRequest.Of(caller, connection, snapshot, policy), requirement.TimeoutSeconds, onHeld, () => watch.Opened is null ? "the caller is gone" : "access was granted meanwhile", watch.Token);
        ct.ThrowIfCancellationRequested();
        if (!outcome.IsApproved && watch.Opened is { } grant) return AdmitApproved(caller, connection, grant.Id, grant.ExpiresAt);
        if (!outcome.IsApproved) throw new AccessRefused(outcome.Result == ApprovalResult.Unavailable ? RefusalKind.Unavailable : RefusalKind.NoRight, $"connecting needs an approval: {outcome.Words}", policy);
        if (outcome.Decision is { GrantId: { } id, GrantExpiresAt: { } end }) live.Promise(new AccessGrantConfig(id, caller.Name, connection.Name, end) { Actors = caller.Actors });
        return AdmitApproved(caller, connection, outcome.Decision.GrantId ?? outcome.Decision.Id, outcome.Decision.GrantExpiresAt);
    }

    private AccessGrantConfig? OpenGrant(CallerIdentity caller, ConnectionConfig connection, AgentSnapshot snapshot)
    {
        var now = time.GetUtcNow();
        return live.Grants(snapshot).Where(g => LiveAccess.Covers(g, caller, connection.Name) && g.ExpiresAt > now).MaxBy(g => g.ExpiresAt);
    }

    // Much may have changed while people thought: what counts is the snapshot of now.
    private AccessGrant AdmitApproved(CallerIdentity caller, ConnectionConfig connection, Guid grant, DateTimeOffset? end)
    {
        var snapshot = snapshots.Current ?? throw new AccessRefused(RefusalKind.Unavailable, "the gateway has no configuration");
        var now = time.GetUtcNow();
        if (CallerStanding.WhyNot(snapshot, caller) is { } words) throw new AccessRefused(RefusalKind.BadCredential, words);
        caller = CallerStanding.Refresh(snapshot, caller);
        var current = snapshot.Connections.FirstOrDefault(c => string.Equals(c.Name, connection.Name, StringComparison.Ordinal));
        if (current is null || current.Target != connection.Target) throw new AccessRefused(RefusalKind.NoRight, "the connection was changed while the approval was waited for; connect again");
        var policies = new SessionPolicies(snapshot, current, caller);
        var verdict = policies.DecideSession(now);
        if (verdict.Effect == PolicyEffect.Deny) throw Denied(verdict, current);
        if (end <= now) throw new AccessRefused(RefusalKind.NoRight, "the grant has already ended; ask again");
        return new AccessGrant(caller, current, snapshot, policies, grant, end);
    }

    private static AccessRefused Denied(Verdict verdict, ConnectionConfig connection) =>
        new(RefusalKind.NoRight, verdict.Message ?? $"no policy lets you connect to {Shown.Quoted(connection.Name)}", verdict.Policy);

    private void Audit(string caller, ConnectionConfig connection, string why)
    {
        log.Refused(connection.Name, why);
        reports.Report(caller, caller, connection.Name, why);
    }
}
