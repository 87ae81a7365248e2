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

    public static IReadOnlyList<OverviewEvent> Newest(IEnumerable<AuditEntity> audit, IEnumerable<RecentDenial> denials, int count) =>
        [.. audit.Select(Of).OfType<OverviewEvent>().Concat(denials.Select(Of)).OrderByDescending(e => e.At).Take(count)];

    private static OverviewEvent Of(RecentDenial denial) => new(
        denial.At,
        "denied",
        $"{denial.Identity} on {denial.Connection}, by {denial.Policy}{(denial.Count > 1 ? $", which denied {denial.Count:n0} so far" : "")}",
        denial.Text.Length > LongestCode ? denial.Text[..LongestCode] : denial.Text,
        $"sessions/{denial.Session}?at={denial.Sequence}");

    /// <summary>Null for what happens all day: sign-ins, tokens, certificates.</summary>
    private static OverviewEvent? Of(AuditEntity entry)
    {
        var address = AddressOf(entry.Target) ?? $"audit?q={Uri.EscapeDataString(entry.Target)}";
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

    private static OverviewEvent? Change(AuditEntity entry, string address)
    {
        var verb = entry.Action[(entry.Action.LastIndexOf('.') + 1)..];
        return verb is "added" or "changed" or "removed" ? new OverviewEvent(entry.At, verb, $"{entry.Actor} {verb} {entry.Target}", null, verb == "removed" ? $"audit?q={Uri.EscapeDataString(entry.Target)}" : address) : null;
    }

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
