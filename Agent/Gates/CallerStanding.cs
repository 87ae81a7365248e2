using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>What a snapshot says of a caller who has proven who it is, now and later in its session.</summary>
internal static class CallerStanding
{
    public const string ByConsoleToken = "access token";
    private const string ByKey = "service account key ";

    /// <summary>How a key is named in sessions and recordings: enough of its hash to notice that it was changed, nothing of the key.</summary>
    public static string ProvenByKey(string keyHash) => ByKey + keyHash[..12];

    public static string ProvenByTokenOf(TokenIssuerConfig issuer) => issuer.IsConsole ? ByConsoleToken : "token of " + issuer.Name;

    /// <summary>The service account whose key this is; null when there is none. Looks at every account, whatever it finds.</summary>
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

    /// <summary>The caller with the groups that it has now: those of local accounts and service accounts are the snapshot's, not those of an older token.</summary>
    public static CallerIdentity Refresh(AgentSnapshot snapshot, CallerIdentity caller) => GroupsNow(snapshot, caller) is { } groups ? caller with { Groups = groups } : caller;

    /// <summary>Why the caller may not be connected anywhere; null when nothing speaks against it.</summary>
    public static string? WhyNot(AgentSnapshot snapshot, CallerIdentity caller)
    {
        if (snapshot.DisabledIdentities.Contains(caller.Name, StringComparer.Ordinal)) return $"{Shown.Quoted(caller.Name)} is disabled";
        if (caller.ProvenBy.StartsWith(ByKey, StringComparison.Ordinal))
        {
            var account = snapshot.ServiceAccounts.FirstOrDefault(a => string.Equals(a.Name, caller.Name, StringComparison.Ordinal));
            if (account is null) return $"the service account {Shown.Quoted(caller.Name)} does not exist any more";
            if (account.Disabled) return $"the service account {Shown.Quoted(caller.Name)} is disabled";
            return account.Keys.Any(k => string.Equals(ProvenByKey(k.Hash), caller.ProvenBy, StringComparison.Ordinal)) ? null : $"the key of the service account {Shown.Quoted(caller.Name)} was changed or revoked";
        }
        var local = LocalUser(snapshot, caller.Name);
        if (IsConsoleProven(caller)) return local is { Disabled: true } ? $"{Shown.Quoted(caller.Name)} is disabled" : null;
        // Another provider's subject must not pass for a local account in policies, or for the approver of its own request.
        return local is not null || snapshot.ServiceAccounts.Any(a => string.Equals(a.Name, caller.Name, StringComparison.Ordinal))
            ? $"{Shown.Quoted(caller.Name)} is also the name of an account of this gateway's own; its administrator must rename one of them"
            : null;
    }

    private static ImmutableArray<string>? GroupsNow(AgentSnapshot snapshot, CallerIdentity caller)
    {
        if (caller.ProvenBy.StartsWith(ByKey, StringComparison.Ordinal)) return snapshot.ServiceAccounts.FirstOrDefault(a => string.Equals(a.Name, caller.Name, StringComparison.Ordinal))?.Groups;
        return IsConsoleProven(caller) ? LocalUser(snapshot, caller.Name)?.Groups : null;
    }

    private static bool IsConsoleProven(CallerIdentity caller) => string.Equals(caller.ProvenBy, ByConsoleToken, StringComparison.Ordinal);

    private static LocalUserConfig? LocalUser(AgentSnapshot snapshot, string name) => snapshot.LocalUsers.FirstOrDefault(u => string.Equals(u.Name, name, StringComparison.Ordinal));
}
