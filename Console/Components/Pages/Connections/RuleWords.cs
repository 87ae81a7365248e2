using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>Policies as sentences about one connection.</summary>
internal static class RuleWords
{
    public static string Sentence(PolicyConfig policy)
    {
        var who = Who(policy.Subjects);
        var what = What(policy);
        var when = policy.When is { } window ? $" {Window(window)}" : "";
        var sentence = policy.Effect switch
        {
            PolicyEffect.Allow => $"{who} may {what}{when}.",
            PolicyEffect.Deny => who == "Everybody" ? $"Nobody may {what}{when}." : $"{who} may not {what}{when}.",
            _ => $"{who} {(who == "Everybody" ? "needs" : "need")} {Approval(policy.Approval)} to {what}{when}.",
        };
        return policy.Mode == PolicyMode.Observe ? $"Only watches: {char.ToLowerInvariant(sentence[0])}{sentence[1..]}" : sentence;
    }

    public static string Who(SubjectMatch subjects)
    {
        List<string> parts = [];
        if (!subjects.Kinds.IsDefaultOrEmpty) parts.Add(List(subjects.Kinds.Select(k => k == CallerKind.Human ? "people" : "machines"), "and"));
        if (!subjects.Groups.IsDefaultOrEmpty) parts.Add((parts.Count == 0 ? "members of " : "in ") + List(subjects.Groups, "or"));
        if (!subjects.Identities.IsDefaultOrEmpty) parts.Add((parts.Count == 0 ? "" : "who are ") + List(subjects.Identities, "or"));
        return parts.Count == 0 ? "Everybody" : UpperFirst(string.Join(' ', parts));
    }

    /// <summary>What is denied or held, in short: <c>drop, truncate</c>.</summary>
    public static string Operations(PolicyConfig policy) => policy.Sql is null ? "everything" : What(policy);

    private static string What(PolicyConfig policy)
    {
        if (policy.Scope == PolicyScope.Session) return "connect";
        if (policy.Sql is not { } sql) return "run anything";
        var kinds = sql.Kinds.IsDefaultOrEmpty ? "run anything" : List(sql.Kinds, "or");
        var on = sql.Tables.IsDefaultOrEmpty ? "" : $" on {List(sql.Tables, "or")}";
        var calling = sql.Functions.IsDefaultOrEmpty ? "" : $" calling {List(sql.Functions, "or")}";
        return $"{kinds}{on}{calling}{(sql.WithoutWhere ? " without a WHERE" : "")}";
    }

    private static string Approval(ApprovalRequirement? approval) => approval is null
        ? "an approval that nobody can give"
        : $"{(approval.Required == 1 ? "an approval" : $"{approval.Required} approvals")} by {List(approval.Groups, "or")}";

    private static string Window(TimeWindow window)
    {
        var days = window.Days.IsDefaultOrEmpty || window.Days.Length == 7 ? "every day" : $"on {List(window.Days.Select(d => d.ToString()[..3]), "and")}";
        var whole = window.From == TimeSpan.Zero && window.To == TimeSpan.FromDays(1);
        return whole ? days : $"{days} from {Clock(window.From)} to {Clock(window.To)} ({window.Zone})";
    }

    private static string Clock(TimeSpan time) => $"{(int)time.TotalHours:00}:{time.Minutes:00}";

    private static string List(IEnumerable<string> words, string last)
    {
        var all = words.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} {last} {all[^1]}";
    }

    private static string UpperFirst(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
