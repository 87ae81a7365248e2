using HoopLike.Console.Audit;
using HoopLike.Console.Security;

namespace HoopLike.Console.Configuration;

/// <summary>No change may leave an installation that nobody can administer, nor take the right to from whoever makes it. The configuration file on the console's own disk may: who can write it can also repair it.</summary>
internal static class LockOutRules
{
    /// <param name="wanted">All sections, as they would be.</param>
    /// <param name="stored">All sections, as they are.</param>
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted, ConsoleConfig stored, Actor actor)
    {
        if (actor == Actor.ConfigFile || actor == Actor.System) yield break;
        if (SignInIsOff(wanted) && !SignInIsOff(stored))
            yield return new("signIn.local", "cannot be turned off while there is no identity provider: nobody could sign in any more.");
        if (Oneself(wanted, stored, actor.Name) is { } mistake) yield return mistake;
        else if (HasAdmin(stored) && !HasAdmin(wanted))
            yield return new("users", "would leave no administrator. Give somebody else a group with the role admin first.");
    }

    private static bool SignInIsOff(ConsoleConfig config) => config.LocalSignIn == false && config.IdentityProviders is not { IsEmpty: false };

    private static ConfigMistake? Oneself(ConsoleConfig wanted, ConsoleConfig stored, string name)
    {
        if (!Admins(stored).Any(IsMe) || Admins(wanted).Any(IsMe)) return null;
        if (Disabled(wanted).Any(IsMe)) return new("disabledIdentities", $"holds '{name}': you cannot disable yourself. Another administrator must.");
        if (!Accounts(wanted).Any(a => IsMe(a.Name))) return new("users", $"no longer holds '{name}': you cannot remove yourself. Another administrator must.");
        return new("groups", $"would take the role admin from '{name}', which is you. Another administrator must do that.");

        bool IsMe(string other) => string.Equals(other, name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Somebody of a provider may be one as well: the console learns their groups only when they come.</summary>
    private static bool HasAdmin(ConsoleConfig config) => Admins(config).Any() || (config.IdentityProviders is { IsEmpty: false } && AdminGroups(config).Count > 0);

    private static IEnumerable<string> Admins(ConsoleConfig config)
    {
        var groups = AdminGroups(config);
        var disabled = Disabled(config).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Accounts(config).Where(a => !disabled.Contains(a.Name) && a.Groups.Any(groups.Contains)).Select(a => a.Name);
    }

    private static IEnumerable<(string Name, IEnumerable<string> Groups)> Accounts(ConsoleConfig config) =>
        config.Users.Each().Select(u => (u.Item.Name, (IEnumerable<string>)u.Item.Groups)).Concat(config.ServiceAccounts.Each().Select(a => (a.Item.Name, (IEnumerable<string>)a.Item.Groups)));

    private static HashSet<string> AdminGroups(ConsoleConfig config) =>
        config.Groups.Each().Where(g => g.Item.Roles.Contains(ConsoleRole.Admin)).Select(g => g.Item.Name).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Disabled(ConsoleConfig config) => config.DisabledIdentities.Each().Select(d => d.Item);
}
