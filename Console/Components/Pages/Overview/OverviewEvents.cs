using HoopLike.Console.Audit;
using HoopLike.Console.Sessions;

namespace HoopLike.Console.Components.Pages.Overview;

/// <summary>Something that happened, as one line.</summary>
/// <param name="Badge">One word of <c>StatusBadge</c>.</param>
/// <param name="Code">A statement; null where there is none.</param>
/// <param name="Address">Where it is told in full.</param>
public sealed record OverviewEvent(DateTimeOffset At, string Badge, string Text, string? Code, string Address);

/// <summary>What is worth a look, out of the audit log and what policies denied last.</summary>
internal static class OverviewEvents
{
    private const int LongestCode = 200;
    private static readonly TimeSpan oneGo = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<OverviewEvent> Newest(IEnumerable<AuditEntity> audit, IEnumerable<RecentDenial> denials, int count) =>
        [.. OneForEachTicket(Together(audit)).Concat(denials.Select(Of)).OrderByDescending(e => e.At).Take(count)];

    /// <summary>Many objects changed in one go, as a file that is applied does, are one event.</summary>
    private static IEnumerable<OverviewEvent> Together(IEnumerable<AuditEntity> audit)
    {
        (AuditEntity First, AuditEntity Last, int More)? run = null;
        foreach (var entry in audit)
        {
            if (run is { } open && Verb(entry) is { } verb && Verb(open.First) == verb && entry.Actor == open.First.Actor && open.Last.At - entry.At < oneGo)
            {
                run = (open.First, entry, open.More + 1);
                continue;
            }

            if (run is { } ended && Of(ended.First) is { } before) yield return ended.More == 0 ? before : before with { Text = $"{before.Text} and {ended.More} more" };
            run = (entry, entry, 0);
        }

        if (run is { } rest && Of(rest.First) is { } last) yield return rest.More == 0 ? last : last with { Text = $"{last.Text} and {rest.More} more" };
    }

    /// <summary>Of a ticket only what happened to it last.</summary>
    private static IEnumerable<OverviewEvent> OneForEachTicket(IEnumerable<OverviewEvent> newestFirst)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return newestFirst.Where(e => !e.Address.StartsWith("approvals/", StringComparison.Ordinal) || seen.Add(e.Address));
    }

    private static OverviewEvent Of(RecentDenial denial) => new(
        denial.At,
        "denied",
        $"{denial.Caller} on {denial.Connection}, by {denial.Policy}{(denial.Count > 1 ? $", which denied {denial.Count:n0} so far" : "")}",
        denial.Text.Length > LongestCode ? denial.Text[..LongestCode] : denial.Text,
        $"sessions/{denial.Session}?at={denial.Sequence}");

    /// <summary>Null for what happens all day: sign-ins, tokens, certificates.</summary>
    private static OverviewEvent? Of(AuditEntity entry)
    {
        var address = AddressOf(entry.Target) ?? $"audit?target={Uri.EscapeDataString(entry.Target)}";
        return entry.Action switch
        {
            "approval.requested" => new(entry.At, "held", entry.Detail ?? entry.Actor, null, address),
            "approval.approved" => new(entry.At, "approved", $"{entry.Actor} approved {entry.Detail}", null, address),
            "approval.denied" => new(entry.At, "denied", $"{entry.Actor} denied {entry.Detail}", null, address),
            "approval.revoked" => new(entry.At, "revoked", $"{entry.Actor} revoked {entry.Detail}", null, address),
            "approval.expired" => new(entry.At, "lapsed", entry.Detail ?? "", null, address),
            "session.killed" => new(entry.At, "ended", $"{entry.Actor} ended a session of {entry.Detail}", null, address),
            "session.refused" => new(entry.At, "denied", $"{entry.Actor} may not connect: {entry.Detail}", null, address),
            "sign-in.refused" => new(entry.At, "denied", $"A sign-in of {entry.Actor} was refused", null, "audit?action=sign-in.refused"),
            "listener.failed" => new(entry.At, "failed", $"{entry.Target}: {entry.Detail}", null, address),
            "agent.enrolled" => new(entry.At, "enrolled", entry.Target, null, address),
            "agent.revoked" or "agent.enrolment-refused" => new(entry.At, entry.Action == "agent.revoked" ? "revoked" : "denied", $"{entry.Target}, by {entry.Actor}", null, address),
            _ => Change(entry, address),
        };
    }

    private static OverviewEvent? Change(AuditEntity entry, string address) => Verb(entry) is { } verb
        ? new OverviewEvent(entry.At, verb, $"{entry.Actor} {verb} {entry.Target}", null, verb == "removed" ? $"audit?target={Uri.EscapeDataString(entry.Target)}" : address)
        : null;

    /// <summary>What was done to a configured object; null for an entry about something else.</summary>
    private static string? Verb(AuditEntity entry) => entry.Action[(entry.Action.LastIndexOf('.') + 1)..] is ("added" or "changed" or "removed") and var verb ? verb : null;

    /// <summary>The page of what an entry is about; null when it has none.</summary>
    private static string? AddressOf(string target)
    {
        foreach (var (kind, room) in rooms)
            if (target.StartsWith(kind, StringComparison.Ordinal)) return $"{room}/{Uri.EscapeDataString(target[kind.Length..])}";
        return null;
    }

    private static readonly (string Kind, string Room)[] rooms =
    [
        ("approval ", "approvals"), ("session ", "sessions"), ("policy ", "policies"), ("masking rule ", "masking"), ("connection ", "connections"), ("agent ", "agents"),
        ("user ", "identities/people"), ("service account ", "identities/service-accounts"), ("group ", "identities/groups"),
    ];
}
