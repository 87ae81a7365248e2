using System.Text.RegularExpressions;

namespace HoopLike.Console.Configuration;

/// <summary>Names are there, fit into addresses and logs, and name one thing each.</summary>
internal static partial class NameRules
{
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted) =>
    [
        .. Unique("agents", wanted.Agents.Each().Select(a => a.Item.Name), Plain()),
        .. Unique("identityProviders", wanted.IdentityProviders.Each().Select(p => p.Item.Name), Plain()),
        .. Unique("groups", wanted.Groups.Each().Select(g => g.Item.Name), Free()),
        .. Unique("connections", wanted.Connections.Each().Select(c => c.Item.Config.Name), Plain()),
        .. Unique("policies", wanted.Policies.Each().Select(p => p.Item.Name), Free()),
        .. Unique("maskingRules", wanted.MaskingRules.Each().Select(r => r.Item.Name), Free()),
        .. Identities(wanted),
    ];

    /// <summary>Users and service accounts share one name space: policies, tickets and recordings name identities without saying which they are.</summary>
    private static IEnumerable<ConfigMistake> Identities(ConsoleConfig wanted)
    {
        foreach (var mistake in Unique("users", wanted.Users.Each().Select(u => u.Item.Name), Free())) yield return mistake;
        foreach (var mistake in Unique("serviceAccounts", wanted.ServiceAccounts.Each().Select(a => a.Item.Name), Free())) yield return mistake;
        var users = wanted.Users.Each().Select(u => u.Item.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (account, i) in wanted.ServiceAccounts.Each())
        {
            if (users.Contains(account.Name)) yield return new($"serviceAccounts[{i}].name", $"'{account.Name}' is a user's name as well.");
        }
    }

    /// <summary>An object's page is at its name; these are taken.</summary>
    private static string[] PageWords(string section) => section switch
    {
        "connections" => ["new"],
        "policies" => ["new", "try"],
        "maskingRules" => ["new", "detectors", "coverage"],
        _ => [],
    };

    private static IEnumerable<ConfigMistake> Unique(string section, IEnumerable<string> names, Regex form)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            var path = $"{section}[{i}].name";
            if (name.Length == 0) yield return new(path, "is missing.");
            else if (!form.IsMatch(name)) yield return new(path, $"'{name}' is no name: up to 100 {(form == Plain() ? "letters, digits, '.', '-' and '_'" : "characters, none of them a control character or a space at an end")}.");
            else if (PageWords(section).Contains(name, StringComparer.OrdinalIgnoreCase)) yield return new(path, $"'{name}' is the address of a page; choose another name.");
            else if (!seen.Add(name)) yield return new(path, $"'{name}' is there twice.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._\-]{0,99}\z", RegexOptions.None, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A(?! )[^\p{C}]{1,100}(?<! )\z", RegexOptions.None, 1000)]
    private static partial Regex Free();
}
