using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Agents;

public enum SubjectKind { Person, ServiceAccount, Group }

/// <summary>What one subject may do on one connection, and which policies say so.</summary>
/// <param name="Groups">Of a person or service account; of a group, itself.</param>
/// <param name="Session">May it connect? Of a disabled subject what the policies would say.</param>
/// <param name="Restrictions">Operation-scope policies that deny or hold something of what it does, those that only watch among them; the strictest first.</param>
/// <param name="Masks">Masking rules from which it is not exempt.</param>
/// <param name="GrantedUntil">A grant is open, on which it needs no approval to connect.</param>
public sealed record SubjectAccess(
    string Name, SubjectKind Kind, ImmutableArray<string> Groups, bool IsDisabled, Verdict Session, ImmutableArray<PolicyConfig> Restrictions, ImmutableArray<MaskingRuleConfig> Masks, DateTimeOffset? GrantedUntil)
{
    /// <summary>It can get in, at once or after an approval.</summary>
    public bool MayConnect => !IsDisabled && Session.Effect != PolicyEffect.Deny;
}

/// <summary>Who can do what on a connection, by the very rules that agents enforce.</summary>
public sealed class EffectiveAccess(SnapshotSource source, IdentityDirectory identities, TimeProvider time)
{
    /// <summary>Every known subject: local users, service accounts, and the groups that users, accounts, roles or policies name. Null when there is no such connection.</summary>
    public async Task<IReadOnlyList<SubjectAccess>?> OfAsync(string connection, CancellationToken cancellationToken)
    {
        var snapshot = (await source.CurrentAsync(cancellationToken)).Whole;
        if (snapshot.Connections.FirstOrDefault(c => c.Name == connection) is not { } config) return null;
        var image = await identities.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow();
        return
        [
            .. image.Users.OrderBy(u => u.Key, StringComparer.OrdinalIgnoreCase)
                .Select(u => Access(snapshot, config, new CallerIdentity(u.Key, CallerKind.Human, u.Value, "sign-in"), SubjectKind.Person, now)),
            .. image.ServiceAccounts.OrderBy(a => a.Key, StringComparer.OrdinalIgnoreCase)
                .Select(a => Access(snapshot, config, new CallerIdentity(a.Key, CallerKind.Machine, a.Value, "key"), SubjectKind.ServiceAccount, now)),
            .. Groups(snapshot, image).Order(StringComparer.OrdinalIgnoreCase)
                .Select(g => Access(snapshot, config, new CallerIdentity($"somebody in {g}", CallerKind.Human, [g], "token"), SubjectKind.Group, now) with { Name = g }),
        ];
    }

    private static SubjectAccess Access(AgentSnapshot snapshot, ConnectionConfig connection, CallerIdentity caller, SubjectKind kind, DateTimeOffset now) => new(
        caller.Name,
        kind,
        caller.Groups,
        kind != SubjectKind.Group && snapshot.DisabledIdentities.Contains(caller.Name),
        new SessionPolicies(snapshot, connection, caller).DecideSession(now),
        [.. ConnectionOverview.InPrecedence(snapshot.Policies, connection).Where(p => p is { Scope: PolicyScope.Operation, Effect: not PolicyEffect.Allow } && p.Subjects.MatchesAny(caller))],
        RuleScope.Of(snapshot, connection, caller),
        snapshot.Grants.Where(g => g.Identity == caller.Name && g.Actors.IsEmpty && g.Connection == connection.Name && g.ExpiresAt > now).Select(g => (DateTimeOffset?)g.ExpiresAt).Max());

    private static IEnumerable<string> Groups(AgentSnapshot snapshot, IdentityImage image) => image.Groups
        .Concat(snapshot.Policies.SelectMany(p => p.Subjects.Groups)).Concat(snapshot.MaskingRules.SelectMany(r => r.Exempt.Groups))
        .Distinct(StringComparer.Ordinal);
}
