using HoopLike.Console.Identities;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>What agents check before a snapshot comes into force: what they would refuse is refused when it is saved.</summary>
internal static class SnapshotRules
{
    private const string NoKeys = """{"keys":[]}""";

    /// <summary>A well-formed hash in place of the real one, which is made when the key is stored.</summary>
    private static readonly string anyHash = new('0', 64);

    /// <param name="known">What is found already: a mistake is told once.</param>
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted, IReadOnlyCollection<ConfigMistake> known) =>
        from error in SnapshotValidator.Check(SnapshotOf(wanted), SnapshotReach.Installation)
        where !known.Any(k => Holds(k.Path, error.Path) || Holds(error.Path, k.Path))
        select new ConfigMistake(error.Path, error.Message);

    private static AgentSnapshot SnapshotOf(ConsoleConfig wanted) => new()
    {
        Version = 0,
        ConsoleAddress = "",
        Connections = [.. wanted.Connections.Each().Select(c => c.Item.Config)],
        Policies = [.. wanted.Policies.Each().Select(p => p.Item)],
        MaskingRules = [.. wanted.MaskingRules.Each().Select(r => r.Item)],
        TokenIssuers = [.. wanted.IdentityProviders.Each().Where(p => p.Item.Kind == IdentityProviderKind.Oidc).Select(p => new TokenIssuerConfig(p.Item.Name, p.Item.Issuer, p.Item.Audiences, p.Item.GroupsClaim, NoKeys, IsConsole: false))],
        ServiceAccounts = [.. wanted.ServiceAccounts.Each().Select(a => new ServiceAccountConfig(a.Item.Name, a.Item.Groups, [new ServiceKeyConfig(anyHash)], Disabled: false))],
        LocalUsers = [.. wanted.Users.Each().Select(u => new LocalUserConfig(u.Item.Name, u.Item.Groups, Disabled: false))],
    };

    private static bool Holds(string outer, string inner) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');
}
