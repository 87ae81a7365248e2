using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>What a snapshot says of a caller who has proven who it is, now and later in its session.</summary>
internal static class CallerStanding
{
    public const string ByConsoleToken = "access token";
    private const string ByProvider = "token of ";

    public static string ProvenByTokenOf(TokenIssuerConfig issuer) => issuer.IsConsole ? ByConsoleToken : ByProvider + issuer.Name;

    /// <summary>The service account whose key this is; null when there is none. Looks at every key of every account, whatever it finds, expired ones too.</summary>
    public static (ServiceAccountConfig Account, ServiceKeyConfig Key)? FindByKey(AgentSnapshot snapshot, string key)
    {
        Span<byte> hash = stackalloc byte[64];
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), hash);
        Span<byte> theirs = stackalloc byte[64];
        (ServiceAccountConfig, ServiceKeyConfig)? found = null;
        foreach (var account in snapshot.ServiceAccounts)
        {
            foreach (var valid in account.Keys)
            {
                Encoding.ASCII.GetBytes(valid.Hash, theirs);
                if (CryptographicOperations.FixedTimeEquals(hash, theirs)) found = (account, valid);
            }
        }
        return found;
    }

    /// <summary>What a session rests on now: the newest snapshot, the connection and the caller as it has them.</summary>
    /// <exception cref="AccessRefused">The session may not go on.</exception>
    public static (AgentSnapshot Snapshot, ConnectionConfig Connection, CallerIdentity Caller) Now(AccessGrant grant, SnapshotHolder snapshots)
    {
        var snapshot = snapshots.Current ?? throw new AccessRefused(RefusalKind.Unavailable, "the gateway has no configuration");
        if (WhyNot(snapshot, grant.Identity) is { } words) throw new AccessRefused(RefusalKind.BadCredential, words);
        var connection = snapshot.Connections.FirstOrDefault(c => string.Equals(c.Name, grant.Connection.Name, StringComparison.Ordinal))
            ?? throw new AccessRefused(RefusalKind.NoRight, "the connection does not exist any more");
        return (snapshot, connection, Refresh(snapshot, grant.Identity));
    }

    /// <summary>The caller, and everybody who acts for it, with the groups of now: those of accounts of ours and of people whom the snapshot lists are the snapshot's, not those of an older token.</summary>
    public static CallerIdentity Refresh(AgentSnapshot snapshot, CallerIdentity caller)
    {
        if (GroupsNow(snapshot, caller) is { } groups) caller = caller with { Groups = groups };
        return caller.Actors.IsEmpty ? caller : caller with { Actors = [.. caller.Actors.Select(a => ActorGroupsNow(snapshot, a) is { } now ? a with { Groups = now } : a)] };
    }

    /// <summary>Why the caller may not be connected anywhere, for its own sake or for that of somebody who acts for it; null when nothing speaks against it.</summary>
    public static string? WhyNot(AgentSnapshot snapshot, CallerIdentity caller)
    {
        if (caller.SignIn is { } signIn && snapshot.EndedSignIns.Contains(signIn)) return "the sign-in that this token belongs to has ended; sign in again";
        if (caller.Actors.IsEmpty) return WhyNotAlone(snapshot, caller);
        return caller.Chain.Select(link => WhyNotAlone(snapshot, link)).FirstOrDefault(words => words is not null) is { } found ? $"{found}, and so may nobody be connected as {Shown.Quoted(caller.Words)}" : null;
    }

    /// <summary>When a key that somebody of the chain has proven itself with expires; null where none does.</summary>
    public static DateTimeOffset? KeyEnd(AgentSnapshot snapshot, CallerIdentity caller) =>
        caller.Chain.Where(IsKeyProven).Select(link => Account(snapshot, link.Name)?.Keys.FirstOrDefault(k => string.Equals(ServiceKeyConfig.ProvenBy(k.Hash), link.ProvenBy, StringComparison.Ordinal))?.ExpiresAt).Min();

    private static string? WhyNotAlone(AgentSnapshot snapshot, CallerIdentity caller)
    {
        if (snapshot.DisabledIdentities.Contains(caller.Name, StringComparer.Ordinal)) return $"{Shown.Quoted(caller.Name)} is disabled";
        var account = Account(snapshot, caller.Name);
        if (IsKeyProven(caller))
        {
            if (account is null) return $"the service account {Shown.Quoted(caller.Name)} does not exist any more";
            if (account.Disabled) return $"the service account {Shown.Quoted(caller.Name)} is disabled";
            return account.Keys.Any(k => string.Equals(ServiceKeyConfig.ProvenBy(k.Hash), caller.ProvenBy, StringComparison.Ordinal)) ? null : $"the key of the service account {Shown.Quoted(caller.Name)} was changed or revoked";
        }
        var listed = Listed(snapshot, caller.Name);
        // A provider's own token: its subject must not pass for an account of ours in policies, or for the approver of its own request. Where the snapshot lists it as that provider's, it is one person.
        if (ProviderOf(caller) is { } provider && (account is not null || (listed is not null && !string.Equals(listed.Provider, provider, StringComparison.Ordinal))))
        {
            return $"{Shown.Quoted(caller.Name)} is also the name of {(listed?.Provider is { } other ? $"somebody of {Shown.Quoted(other)}" : "an account of this gateway's own")}; its administrator must rename one of them";
        }
        return listed is { Disabled: true } || (caller.Kind == CallerKind.Machine && account is { Disabled: true }) ? $"{Shown.Quoted(caller.Name)} is disabled" : null;
    }

    private static ImmutableArray<string>? GroupsNow(AgentSnapshot snapshot, CallerIdentity caller) =>
        IsKeyProven(caller) ? Account(snapshot, caller.Name)?.Groups
        : ProviderOf(caller) is null ? OursNow(snapshot, caller.Name, caller.Kind)
        : null;

    /// <summary>Whatever it was proven by: what its token said has come a longer way than the snapshot.</summary>
    private static ImmutableArray<string>? ActorGroupsNow(AgentSnapshot snapshot, ActorIdentity actor) => OursNow(snapshot, actor.Name, actor.Kind);

    private static ImmutableArray<string>? OursNow(AgentSnapshot snapshot, string name, CallerKind kind) => kind == CallerKind.Machine ? Account(snapshot, name)?.Groups : Listed(snapshot, name)?.Groups;

    private static bool IsKeyProven(CallerIdentity caller) => ServiceKeyConfig.BeginOfHash(caller.ProvenBy) is not null;

    /// <summary>The provider whose own token was shown; null for what the console vouches for.</summary>
    private static string? ProviderOf(CallerIdentity caller) => caller.ProvenBy.StartsWith(ByProvider, StringComparison.Ordinal) ? caller.ProvenBy[ByProvider.Length..] : null;

    private static LocalUserConfig? Listed(AgentSnapshot snapshot, string name) => snapshot.LocalUsers.FirstOrDefault(u => string.Equals(u.Name, name, StringComparison.Ordinal));

    private static ServiceAccountConfig? Account(AgentSnapshot snapshot, string name) => snapshot.ServiceAccounts.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.Ordinal));
}
