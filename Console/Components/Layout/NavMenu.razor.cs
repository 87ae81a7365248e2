namespace HoopLike.Console.Components.Layout;

/// <summary>A page of the menu.</summary>
/// <param name="Key">Opens it after g.</param>
public sealed record MenuPage(string Title, string Address, string Icon, string Key);

/// <summary>Pages that belong together.</summary>
/// <param name="Policy">Who sees them.</param>
public sealed record MenuGroup(string? Title, string Policy, IReadOnlyList<MenuPage> Pages);

/// <summary>The menu. The command palette offers the same pages.</summary>
public sealed partial class NavMenu
{
    /// <summary>All pages with an address of their own.</summary>
    public static IReadOnlyList<MenuGroup> Groups { get; } =
    [
        new(null, Security.Roles.SignedIn,
        [
            new("Overview", "", "home", "o"),
            new("Connect", "connect", "power", "c"),
            new("Approvals", "approvals", "approval", "a"),
            new("Sessions", "sessions", "history", "s"),
            new("Runs", "runs", "route", "r"),
        ]),
        new("Rules", Security.Roles.SeesEverything,
        [
            new("Connections", "connections", "database", "n"),
            new("Policies", "policies", "policy", "p"),
            new("Masking", "masking", "visibility_off", "m"),
        ]),
        new("Installation", Security.Roles.SeesEverything,
        [
            new("Agents", "agents", "lan", "g"),
            new("Identities", "identities", "group", "i"),
            new("Audit", "audit", "receipt_long", "u"),
        ]),
        new("Yours", Security.Roles.SignedIn, [new("Settings", "settings", "settings", ",")]),
    ];
}
