using System.Globalization;
using HoopLike.Console.Masking;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Policies;

/// <summary>A policy in words that somebody reads at a glance.</summary>
public static class PolicyWords
{
    /// <summary><c>Deny drop, truncate and alter on connections tagged env=prod for everybody</c>.</summary>
    public static string Sentence(PolicyConfig policy)
    {
        var (who, where) = (Who(policy.Subjects), MaskingWords.Connections(policy.Connections));
        var sentence = (policy.Scope, policy.Effect) switch
        {
            (PolicyScope.Session, PolicyEffect.Allow) => $"Let {who} connect to {where}",
            (PolicyScope.Session, PolicyEffect.Deny) => $"Keep {who} from connecting to {where}",
            (PolicyScope.Session, _) => $"Let {who} connect to {where} only after {Approval(policy.Approval)}",
            (_, PolicyEffect.Allow) => $"Allow {What(policy)} on {where} for {who}",
            (_, PolicyEffect.Deny) => $"Deny {What(policy)} on {where} for {who}",
            _ when policy.At == PolicyMoment.Commit => $"Run {What(policy)} on {where} by {who}, and hold the COMMIT for {Approval(policy.Approval)}",
            _ => $"Hold {What(policy)} on {where} by {who} for {Approval(policy.Approval)}",
        };
        return policy.When is { } window ? $"{sentence}, {When(window)}" : sentence;
    }

    public static string Who(SubjectMatch match)
    {
        if (match.IsEmpty()) return "everybody";
        var who = match.Kinds is [CallerKind.Machine] ? "machines" : match.Kinds is [CallerKind.Human] ? "people" : match.Identities.IsDefaultOrEmpty ? "members" : "";
        if (!match.Groups.IsDefaultOrEmpty) who += $"{(who.Length == 0 ? "whoever is in " : who == "members" ? " of " : " in ")}{All(match.Groups, "or")}";
        else if (who == "members") who = "everybody";
        if (!match.Identities.IsDefaultOrEmpty) who += $"{(who.Length == 0 ? "" : " named ")}{All(match.Identities, "or")}";
        return who;
    }

    /// <summary>The operations that it is about.</summary>
    public static string What(PolicyConfig policy) => policy.Http is { } http ? RequestWords.What(http) : What(policy.Sql);

    /// <summary><c>update and delete without WHERE on public.orders</c>; null is every statement.</summary>
    public static string What(SqlMatch? match)
    {
        if (match is null) return "every statement";
        var what = match.Kinds.IsDefaultOrEmpty ? match.WithoutWhere ? "update and delete" : "every statement" : All(match.Kinds, "and");
        if (match.WithoutWhere) what += " without WHERE";
        if (!match.Tables.IsDefaultOrEmpty) what += $" touching {All(match.Tables, "or")}";
        if (!match.Functions.IsDefaultOrEmpty) what += $" calling {All(match.Functions, "or")}";
        return what;
    }

    public static string Approval(ApprovalRequirement? approval)
    {
        if (approval is null) return "an approval that nobody can give";
        var count = approval.Required == 1 ? "an approval" : $"{approval.Required} approvals";
        var grant = approval.GrantMinutes is { } minutes ? $", which then lasts {Span(minutes * 60)}" : "";
        return $"{count} of {(approval.Groups.IsDefaultOrEmpty ? "nobody yet" : All(approval.Groups, "or"))} within {Span(approval.TimeoutSeconds)}{grant}";
    }

    public static string When(TimeWindow window)
    {
        var days = window.Days.IsDefaultOrEmpty || window.Days.Distinct().Count() == 7 ? "every day" : $"on {All([.. window.Days.Distinct().OrderBy(d => ((int)d + 6) % 7).Select(d => d.ToString())], "and")}";
        var hours = window.From == TimeSpan.Zero && window.To == TimeSpan.FromHours(24) ? "all day" : $"from {Clock(window.From)} to {Clock(window.To)}{(window.From > window.To ? " the next day" : "")}";
        return $"{days} {hours} ({window.Zone})";
    }

    /// <summary>deny, hold, allow: what callers notice.</summary>
    public static string Effect(PolicyEffect effect) => effect switch { PolicyEffect.Deny => "deny", PolicyEffect.Approve => "approve", _ => "allow" };

    /// <summary>As it is asked: denials first, then approvals, then permissions; of one effect in their stored order.</summary>
    public static IEnumerable<PolicyConfig> InOrder(IEnumerable<PolicyConfig> policies) =>
        policies.OrderBy(p => p.Scope).ThenBy(p => p.Effect switch { PolicyEffect.Deny => 0, PolicyEffect.Approve => 1, _ => 2 });

    /// <summary>All words, the last after <paramref name="last"/>.</summary>
    public static string All(IReadOnlyList<string> words, string last) => words.Count switch
    {
        0 => "nothing",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}",
    };

    private static string Span(int seconds) => seconds switch
    {
        _ when seconds % 86400 == 0 => Count(seconds / 86400, "day"),
        _ when seconds % 3600 == 0 => Count(seconds / 3600, "hour"),
        _ when seconds % 60 == 0 => $"{seconds / 60} min",
        _ => $"{seconds} s",
    };

    private static string Count(int count, string unit) => count == 1 ? $"1 {unit}" : $"{count} {unit}s";

    private static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");
}
