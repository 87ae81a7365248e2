using HoopLike.Console.Masking;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Console.Policies;

/// <summary>Why a policy had its say or had not, in words.</summary>
public static class TrialWords
{
    /// <summary>One sentence on what the policy had to do with the verdict.</summary>
    /// <param name="all">Of the same explanation.</param>
    public static string Why(PolicyPart part, IReadOnlyList<PolicyPart> all) => part.Role switch
    {
        PolicyRole.Decides => $"Applies{To(part)} and decides{Because(part, all)}.",
        PolicyRole.HoldsCommit => $"Applies{To(part)}: the statement runs in its transaction, and the COMMIT waits for {PolicyWords.Approval(part.Policy.Approval)}.",
        PolicyRole.Beaten => $"Applies{To(part)}, but {part.BeatenBy} goes before it: {Precedence(all.First(p => p.Policy.Name == part.BeatenBy), part)}.",
        PolicyRole.Observes => $"Would {Would(part)}, but only watches: it stands in observe mode.",
        PolicyRole.Unsupported => "Would ask for an approval, but no policy lets this caller connect in the first place.",
        _ => $"Not concerned: {string.Join("; ", Silent(part))}.",
    };

    /// <summary>Of a chain, whom it concerns.</summary>
    private static string To(PolicyPart part) => part.Links.IsEmpty ? "" : $" to {string.Join(" and ", part.Links)}";

    /// <summary>What kept the policy out, part by part.</summary>
    public static IEnumerable<string> Silent(PolicyPart part)
    {
        if (!part.ConcernsCaller) yield return $"it is about {PolicyWords.Who(part.Policy.Subjects)}";
        if (!part.ConcernsConnection) yield return $"it is about {MaskingWords.Connections(part.Policy.Connections)}";
        if (!part.Matches) yield return Unmatched(part);
        if (part is { Policy.When: { } window, InWindow: false }) yield return $"not at this time, only {PolicyWords.When(window)}";
        if (part is { Policy.When: { } unknown, InWindow: null, Applies: false } && part is { ConcernsCaller: true, ConcernsConnection: true, Matches: true }) yield return $"the time zone {unknown.Zone} is not known here";
    }

    /// <summary>A verdict in a few words.</summary>
    public static string Verdict(Verdict verdict, bool isConnect) => verdict.Effect switch
    {
        PolicyEffect.Deny when verdict.Policy is null => verdict.Message ?? "Denied.",
        PolicyEffect.Deny => isConnect ? "May not connect" : "Denied",
        _ when verdict.Commit is { } commit => $"{(verdict.Effect == PolicyEffect.Approve ? $"Held for {PolicyWords.Approval(verdict.Approval)}; then runs" : "Runs")} in its transaction, and the COMMIT is held for {PolicyWords.Approval(commit.Approval)}",
        PolicyEffect.Approve => $"{(isConnect ? "May connect after" : "Held for")} {PolicyWords.Approval(verdict.Approval)}",
        _ => isConnect ? "May connect" : verdict.Policy is null ? "Allowed: no policy is against it" : "Allowed",
    };

    private static string Would(PolicyPart part) => part.Effect switch { PolicyEffect.Deny => "deny", PolicyEffect.Approve when part.Policy.At == PolicyMoment.Commit => "hold the transaction at COMMIT", PolicyEffect.Approve => "ask for an approval", _ => "allow" };

    private static string Because(PolicyPart part, IReadOnlyList<PolicyPart> all)
    {
        var fit = part.Fit is { IsOpaque: true } ? ": what the statement does cannot be read from it, so it counts as everything" : "";
        return all.Any(p => p.Role == PolicyRole.Beaten) ? $"{fit}; it goes before all others that apply" : fit;
    }

    private static string Precedence(PolicyPart winner, PolicyPart beaten)
    {
        if (winner.Effect != beaten.Effect) return $"{PolicyWords.Effect(winner.Effect)} beats {PolicyWords.Effect(beaten.Effect)}";
        if (winner.Policy.Approval is { } a && beaten.Policy.Approval is { } b)
        {
            if (winner.Policy.At != beaten.Policy.At) return "what holds the statement itself comes before what holds its COMMIT";
            if (a.Required != b.Required) return $"of two approvals the one that needs more people ({a.Required} against {b.Required})";
            if (a.TimeoutSeconds != b.TimeoutSeconds) return $"of two approvals the one that waits less long ({a.TimeoutSeconds} s against {b.TimeoutSeconds} s)";
        }

        return "both say the same, and the first by name speaks";
    }

    private static string Unmatched(PolicyPart part)
    {
        if (part.Policy is { Http: { } http, Scope: PolicyScope.Operation }) return $"it is about {RequestWords.What(http)}";
        if (part.Fit is not { } fit) return part.Policy.Scope == PolicyScope.Session ? $"it asks for a {(part.Policy.Http is null ? "statement" : "request")}, and there is none at connect" : "there is no statement in the text";
        List<string> missing = [];
        var (sql, statement) = (part.Policy.Sql!, fit.Statement);
        if (fit.Kinds == false) missing.Add($"it is about {PolicyWords.All(sql.Kinds, "or")}, this is {PolicyWords.All(SqlKindWords.Of(statement.Kinds), "and")}");
        if (fit.Tables == false) missing.Add($"it is about {PolicyWords.All(sql.Tables, "or")}, this touches {PolicyWords.All([.. statement.Tables.Select(Name).Distinct(StringComparer.Ordinal)], "and")}");
        if (fit.Functions == false) missing.Add($"it is about calls of {PolicyWords.All(sql.Functions, "or")}, this calls {PolicyWords.All([.. statement.Functions.Select(f => f.Name).Distinct(StringComparer.Ordinal)], "and")}");
        if (fit.WithoutWhere == false) missing.Add("it is about update and delete without WHERE");
        return string.Join("; ", missing);
    }

    private static string Name(SqlTable table) => table.Schema is null ? table.Name : $"{table.Schema}.{table.Name}";
}
