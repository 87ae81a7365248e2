using System.Security.Claims;
using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Console.Sessions;

namespace HoopLike.Console.Components.Layout;

/// <summary>Somewhere to go.</summary>
public sealed record PaletteItem(string Icon, string Title, string Detail, string Address);

/// <summary>Finds what a few letters mean, among what the person may see.</summary>
public sealed class PaletteSearch(ConfigurationService configuration, ConnectionRights rights, IdentityDirectory identities, SessionSearch sessions, ApprovalService tickets)
{
    private const int Most = 12;

    public async Task<IReadOnlyList<PaletteItem>> FindAsync(ClaimsPrincipal viewer, string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(text, out var id)) return await ByIdAsync(viewer, id, cancellationToken);
        var all = Pages(viewer);
        if (text.Length > 0) all = all.Concat(viewer.SeesEverything() ? await ConfiguredAsync(cancellationToken) : await UsableAsync(viewer, cancellationToken));
        var found = all.Select(item => (item, rank: Rank(item.Title, text))).Where(x => x.rank >= 0).OrderBy(x => x.rank).Select(x => x.item).Take(Most).ToList();
        if (text.Length > 1 && found.Count < Most) found.AddRange(await SessionsOfAsync(viewer, text, Most - found.Count, cancellationToken));
        return found;
    }

    /// <summary>Beginning of the title, beginning of a word in it, anywhere; -1 for not at all.</summary>
    private static int Rank(string title, string text)
    {
        var at = title.IndexOf(text, StringComparison.OrdinalIgnoreCase);
        return at <= 0 ? at : char.IsLetterOrDigit(title[at - 1]) ? 2 : 1;
    }

    private static IEnumerable<PaletteItem> Pages(ClaimsPrincipal viewer) =>
        NavMenu.Groups.Where(g => g.Policy == Roles.SignedIn || viewer.SeesEverything()).SelectMany(g => g.Pages).Select(p => new PaletteItem(p.Icon, p.Title, $"page, g {p.Key}", p.Address))
            .Concat(viewer.IsInRole(Roles.Admin) ? Deeds : []);

    private static IEnumerable<PaletteItem> Deeds =>
    [
        new("add", "New connection", "", "connections/new"),
        new("add", "New policy", "", "policies/new"),
        new("add", "New masking rule", "", "masking/new"),
        new("science", "Try a statement against the policies", "", "policies/try"),
        new("radar", "Find uncovered sensitive columns", "", "masking/coverage"),
    ];

    private async Task<IEnumerable<PaletteItem>> UsableAsync(ClaimsPrincipal viewer, CancellationToken cancellationToken) =>
        (await rights.ListAsync(viewer.Caller(), cancellationToken)).Select(c => new PaletteItem("power", c.Config.Name, "connect to it", $"connect/{Uri.EscapeDataString(c.Config.Name)}"));

    private async Task<IEnumerable<PaletteItem>> ConfiguredAsync(CancellationToken cancellationToken)
    {
        var stored = await configuration.ReadAsync(cancellationToken);
        var people = await identities.CurrentAsync(cancellationToken);
        return
        [
            .. Named("database", "connection", "connections", stored.Connections?.Select(c => c.Config.Name)),
            .. Named("policy", "policy", "policies", stored.Policies?.Select(p => p.Name)),
            .. Named("visibility_off", "masking rule", "masking", stored.MaskingRules?.Select(r => r.Name)),
            .. Named("lan", "agent", "agents", stored.Agents?.Select(a => a.Name)),
            .. Named("person", "person", "identities/people", people.Users.Keys),
            .. Named("smart_toy", "service account", "identities/service-accounts", people.ServiceAccounts.Keys),
            .. Named("group", "group", "identities/groups", people.RolesOfGroups.Keys),
        ];
    }

    private static IEnumerable<PaletteItem> Named(string icon, string kind, string room, IEnumerable<string>? names) =>
        (names ?? []).Select(n => new PaletteItem(icon, n, kind, $"{room}/{Uri.EscapeDataString(n)}"));

    private async Task<IEnumerable<PaletteItem>> SessionsOfAsync(ClaimsPrincipal viewer, string text, int most, CancellationToken cancellationToken)
    {
        if (!viewer.SeesEverything()) return [];
        var found = await sessions.FindAsync(new SessionQuery(Identity: text), null, most, cancellationToken);
        return found.Select(s => new PaletteItem("history", $"{s.Caller} on {s.Connection}", $"session of {s.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC", $"sessions/{s.Id}"));
    }

    private async Task<IReadOnlyList<PaletteItem>> ByIdAsync(ClaimsPrincipal viewer, Guid id, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(id, cancellationToken) is { } session && (viewer.SeesEverything() || viewer.Caller().Owns(session.Identity, session.Actors)))
            return [new PaletteItem("history", $"{session.Caller} on {session.Connection}", "session", $"sessions/{id}")];
        var me = new Decider(viewer.Caller(), viewer.MayApprove(), viewer.IsInRole(Roles.Admin), Address: null);
        return await tickets.FindAsync(id, cancellationToken) is { } ticket && (viewer.SeesEverything() || DecisionDesk.MaySee(ticket, me))
            ? [new PaletteItem("approval", $"{ticket.Requester} on {ticket.Connection}", "approval", $"approvals/{id}")]
            : [];
    }
}
