using HoopLike.Shared.Enforcement;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Snapshot.Validation;

internal static class PolicyChecks
{
    private const int LongestWait = 24 * 60 * 60;
    /// <summary>A transaction that waits at COMMIT holds its locks: an hour is what a target bears at the most.</summary>
    private const int LongestCommitWait = 60 * 60;
    private const int LongestGrant = 30 * 24 * 60;
    private const SqlKinds WithWhere = SqlKinds.Update | SqlKinds.Delete | SqlKinds.Merge | SqlKinds.Opaque;

    public static void Run(AgentSnapshot snapshot, SnapshotReach reach, FaultList faults)
    {
        faults.Names("policies", snapshot.Policies.OrNone().Select(p => p.Name));
        foreach (var (i, policy) in snapshot.Policies.OrNone().Index())
        {
            var at = faults.At($"policies[{i}]", policy.Name);
            MatchChecks.Subjects(policy.Subjects, "subjects", at);
            MatchChecks.Connections(policy.Connections, snapshot.Connections, reach, at);
            if (policy.Sql is { } sql)
            {
                Sql(sql, at);
                MatchChecks.SpeaksSql(policy.Connections, snapshot.Connections, "match.sql", at);
                at.AddIf(policy.Scope == PolicyScope.Session, "match.sql", "no statement is there yet at session scope: give the policy scope operation.");
            }
            if (policy.Http is { } http)
            {
                HttpMatchChecks.Run(http, policy.Effect, at);
                MatchChecks.SpeaksHttp(policy.Connections, snapshot.Connections, "match.http", at);
                at.AddIf(policy.Sql is not null, "match.http", "stands beside match.sql: no operation is both, so that the policy would never match. Write two policies.");
                at.AddIf(policy.Scope == PolicyScope.Session, "match.http", "no request is there yet at session scope: give the policy scope operation.");
            }
            if (policy is { Scope: PolicyScope.Operation, Effect: not PolicyEffect.Allow })
            {
                var (guard, effect) = policy.Effect == PolicyEffect.Deny ? (Guard.Deny, "deny") : (Guard.Approve, "approve");
                MatchChecks.IsKept(guard, policy.Connections, snapshot.Connections, "effect", effect, at);
            }
            if (policy.When is { } window) Window(window, at);
            Approval(policy, at);
            if (policy.At == PolicyMoment.Commit) Moment(policy, snapshot, at);
        }
    }

    /// <summary>What cannot be held at COMMIT is refused here and not only when it comes.</summary>
    private static void Moment(PolicyConfig policy, AgentSnapshot snapshot, FaultPlace at)
    {
        at.AddIf(policy.Effect != PolicyEffect.Approve, "at", $"commit goes with effect approve only, not with {policy.Effect.ToString().ToLowerInvariant()}.");
        at.AddIf(policy.Scope == PolicyScope.Session, "at", "commit goes with scope operation only: there is no transaction at connect.");
        at.AddIf(policy.Approval is { TimeoutSeconds: > LongestCommitWait }, "approval.timeoutSeconds", $"may be {LongestCommitWait} at COMMIT: the transaction holds its locks meanwhile.");
        var kinds = policy.Sql is { } sql ? sql.Kinds.OrNone().ToList() : [];
        at.AddIf(kinds.Count == 0, "match.sql.kinds", "must say which writes wait at COMMIT, as [insert, update, delete, merge]: not everything that can be run can be rolled back.");
        foreach (var (i, word) in kinds.Index())
            if (SqlKindWords.TryParse(word, out var kind) && CommitKinds.WhyNot(kind) is { } why) at.Add($"match.sql.kinds[{i}]", $"'{word}' cannot be held at COMMIT: {why}. Hold it at the statement.");
        MatchChecks.IsKept(Guard.Commit, policy.Connections, snapshot.Connections, "at", "commit", at);
    }

    private static void Sql(SqlMatch match, FaultPlace at)
    {
        var kinds = SqlKinds.None;
        foreach (var (i, word) in match.Kinds.OrNone().Index())
        {
            if (SqlKindWords.TryParse(word, out var kind)) kinds |= kind;
            else at.Add($"match.sql.kinds[{i}]", $"'{word}' is no kind of SQL; the kinds are {string.Join(' ', SqlKindWords.All)}.");
        }
        foreach (var (i, table) in match.Tables.OrNone().Index())
            at.AddIf(!NamePattern.TryParse(table, out var pattern) || pattern.Schema is null, $"match.sql.tables[{i}]", $"'{table}' must be schema.table, with * for either part.");
        foreach (var (i, function) in match.Functions.OrNone().Index())
            at.AddIf(!NamePattern.TryParse(function, out _), $"match.sql.functions[{i}]", $"'{function}' must be a function's name or schema.name, with * for either part.");
        at.AddIf(match.WithoutWhere && kinds != SqlKinds.None && (kinds & WithWhere) == 0, "match.sql.withoutWhere", "none of the kinds has a WHERE, so that the policy would never match; it goes with update, delete and merge.");
    }

    private static void Window(TimeWindow window, FaultPlace at)
    {
        var day = TimeSpan.FromDays(1);
        at.AddIf(window.From < TimeSpan.Zero || window.From >= day, "when.from", "must be 00:00 to 23:59.");
        at.AddIf(window.To < TimeSpan.Zero || window.To > day, "when.to", "must be 00:00 to 24:00.");
        at.AddIf(window.From == window.To, "when.to", "the window is empty: for whole days say from \"00:00\" to \"24:00\".");
        at.AddIf(!TimeZoneInfo.TryFindSystemTimeZoneById(window.Zone, out _), "when.zone", $"'{window.Zone}' is no known time zone; say an IANA name like Europe/Berlin (and install tzdata where none is known).");
    }

    private static void Approval(PolicyConfig policy, FaultPlace at)
    {
        if (policy.Effect != PolicyEffect.Approve)
        {
            at.AddIf(policy.Approval is not null, "approval", $"only goes with effect approve, not with {policy.Effect.ToString().ToLowerInvariant()}.");
            return;
        }
        if (policy.Approval is not { } approval)
        {
            at.Add("approval", "is missing: say which groups decide, as {groups: [...], required: 1, timeoutSeconds: 300}.");
            return;
        }
        at.AddIf(approval.Groups.IsDefaultOrEmpty, "approval.groups", "must name at least one group, or nobody could approve.");
        at.NotBlank("approval.groups", approval.Groups);
        at.AddIf(approval.Required < 1, "approval.required", "must be 1 or more.");
        at.AddIf(approval.TimeoutSeconds is < 1 or > LongestWait, "approval.timeoutSeconds", $"must be 1 to {LongestWait}.");
        at.AddIf(approval.GrantMinutes is < 1 or > LongestGrant, "approval.grantMinutes", $"must be 1 to {LongestGrant}.");
        at.AddIf(approval.GrantMinutes is not null && policy.Scope == PolicyScope.Operation, "approval.grantMinutes", "goes with scope session only: an approved operation runs once.");
    }
}
