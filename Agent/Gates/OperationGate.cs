using System.Collections.Immutable;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Gates;

/// <summary>Decides one session's operations by the rules of now: a new snapshot or catalogue is in force with the next operation. For one thread at a time.</summary>
/// <param name="schema">Null for targets that have no catalogue; rules on columns then keep the session out.</param>
public sealed class OperationGate(AccessGrant grant, Guid sessionId, SnapshotHolder snapshots, ISchemaSource? schema, TimeProvider time)
{
    /// <summary>What cannot be read counts as everything.</summary>
    private static readonly SqlAnalysis unknown = new("", [new SqlStatement { Offset = 0, Length = 0, Kinds = SqlKinds.Opaque, ForgetsNames = true }], "", null);

    private volatile SessionRules? rules;

    /// <summary>The masking rules in force, as of the last refresh.</summary>
    public SessionMasking Masking => Rules.Masking;

    /// <summary>The caller with the groups that count now.</summary>
    public CallerIdentity Caller => Rules.Caller;

    public long SnapshotVersion => Rules.Snapshot.Version;

    /// <summary>Whether the rules are those of the newest snapshot and catalogue.</summary>
    public bool IsCurrent => rules is { } r && ReferenceEquals(r.Snapshot, snapshots.Current) && (r.Catalogue is null || ReferenceEquals(r.Catalogue, schema!.Current));

    /// <inheritdoc cref="SessionPolicies.Redefined"/>
    public ImmutableArray<string> Redefined(SqlAnalysis? operation) => Rules.Policies.Redefined(operation);

    private SessionRules Rules => rules ?? throw new InvalidOperationException("The gate's rules were never read; await RefreshAsync first.");

    /// <summary>Makes the rules those of the newest snapshot and catalogue. To be awaited before the first operation and after each <see cref="OperationAction.Stale"/>.</summary>
    /// <param name="operation">The operation that was stale: where it names relations that the catalogue lacks, the target is asked again.</param>
    /// <exception cref="AccessRefused">The session may not go on, or the target's catalogue cannot be read.</exception>
    public async ValueTask RefreshAsync(SqlAnalysis? operation, CancellationToken ct)
    {
        var search = rules?.NeedsSearch(operation) == true;
        await ReplaceAsync(search, ct);
        if (search) Rules.WasSearched(operation!);
    }

    /// <summary>A result has columns that the catalogue lacks (<see cref="SessionMasking.NeedsNewerCatalogue(ReadOnlySpan{ResultColumn})"/>): asks the target again.</summary>
    /// <exception cref="AccessRefused">The session may not go on, or the target's catalogue cannot be read.</exception>
    public Task SearchAsync(CancellationToken ct) => ReplaceAsync(search: true, ct);

    /// <summary>Does nothing itself, and allocates nothing for an operation that was allowed before.</summary>
    /// <param name="operation">Null where what would run is not known (a prepared name that the gateway never saw).</param>
    public OperationVerdict Decide(SqlAnalysis? operation)
    {
        if (!IsCurrent || Rules.NeedsSearch(operation)) return new OperationVerdict(OperationAction.Stale, Verdict.Allowed, null);
        var masking = Rules.Masking.For(operation);
        var verdict = Rules.Policies.DecideOperation(operation ?? unknown, time.GetUtcNow());
        var isWhole = verdict is { Effect: PolicyEffect.Allow } or { Effect: PolicyEffect.Approve, Approval: not null, Policy: not null };
        if (!isWhole)
        {
            return new OperationVerdict(OperationAction.Denied, verdict, masking, verdict.Message ?? "this operation is not allowed here", verdict.Policy is null ? null : $"Policy: {verdict.Policy}", verdict.Policy);
        }
        if (masking.Refusal is { } refusal) return new OperationVerdict(OperationAction.Denied, verdict, masking, refusal, $"Masking rule: {masking.RefusalRule}", masking.RefusalRule) { Hint = masking.RefusalHint };
        return new OperationVerdict(verdict.Effect == PolicyEffect.Allow ? OperationAction.Allowed : OperationAction.NeedsApproval, verdict, masking, Rule: verdict.Policy);
    }

    /// <summary>Decides once more after an approval, since rules may have changed while it was waited for: allowed where nothing but the policy that asked stands against it.</summary>
    public OperationVerdict DecideApproved(SqlAnalysis? operation, in OperationVerdict asked)
    {
        var now = Decide(operation);
        if (now.Action != OperationAction.NeedsApproval) return now;
        return IsAnswered(now.Rule, now.Verdict.Approval!, asked.Rule, asked.Verdict.Approval!)
            ? now with { Action = OperationAction.Allowed }
            : now with { Action = OperationAction.Denied, Message = "the rules changed while the approval was waited for; send it again", Detail = $"Policy: {now.Rule}" };
    }

    /// <summary>Whether a yes to what one policy asked answers what is asked by the rules of now: by the same policy, of no more people, and of none that could not have said it.</summary>
    public static bool IsAnswered(string? policy, ApprovalRequirement approval, string? askedPolicy, ApprovalRequirement askedApproval) =>
        string.Equals(policy, askedPolicy, StringComparison.Ordinal) && approval.Required <= askedApproval.Required && askedApproval.Groups.All(g => approval.Groups.Contains(g, StringComparer.Ordinal));

    /// <summary>The question to humans. The digest is over what would be sent on; what they read is masked.</summary>
    /// <param name="text">What would run, where <paramref name="operation"/> is null.</param>
    /// <param name="bindValues">As they would be sent on.</param>
    /// <param name="safeBindValues">The same in words that may be shown.</param>
    /// <param name="estimatedRows">Of the target's planner; null where it could not say.</param>
    public ApprovalRequest RequestFor(
        in OperationVerdict verdict, SqlAnalysis? operation, string text, IReadOnlyList<ReadOnlyMemory<byte>?> bindValues, IReadOnlyList<string?> safeBindValues, long? estimatedRows)
    {
        if (verdict is not { Action: OperationAction.NeedsApproval, Masking: { } masking, Rule: { } policy }) throw new InvalidOperationException("Nothing needs an approval.");
        var r = Rules;
        var digest = OperationDigest.Of(r.Caller, r.Connection.Name, operation?.Text ?? text, bindValues, r.Snapshot.Version);
        return Request(policy, digest, OperationWords.Of(masking.SafeTextOf(operation), safeBindValues), operation is null ? null : OperationWords.Impact(r.Policies.Reached(operation), estimatedRows));
    }

    /// <summary>The masking of whoever is exempt from nothing: of what approvers see, of whom nobody knows who they will be.</summary>
    /// <exception cref="AccessRefused">The target's catalogue cannot be read.</exception>
    public async ValueTask<SessionMasking> MaskForEverybodyAsync(CancellationToken ct)
    {
        var r = Rules;
        if (!SessionRules.IsExempt(r.Snapshot, r.Connection, r.Caller)) return r.Masking;
        var snapshot = r.ForEverybody;
        var catalogue = SessionMasking.NeedsCatalogue(snapshot, r.Connection, r.Caller) && schema is not null ? r.Catalogue ?? await schema.GetAsync(ct) : r.Catalogue;
        return new SessionMasking(snapshot, r.Connection, r.Caller, catalogue);
    }

    /// <summary>The question whether a transaction may commit. The digest is over all that would become lasting; what people read is masked.</summary>
    public ApprovalRequest RequestFor(CommitHold hold, IReadOnlyList<(string Text, IReadOnlyList<ReadOnlyMemory<byte>?> BindValues, long? Rows)> writes, OperationImpact impact)
    {
        var r = Rules;
        var digest = OperationDigest.OfTransaction(r.Caller, r.Connection.Name, writes, r.Snapshot.Version);
        return Request(hold.Policy, digest, OperationWords.OfTransaction(impact.Transaction!), impact);
    }

    private ApprovalRequest Request(string policy, string digest, string words, OperationImpact? impact)
    {
        var r = Rules;
        return ApprovalQuestion.Of(ApprovalScope.Operation, sessionId, r.Caller, r.Connection, r.Snapshot, policy, digest, words, impact);
    }

    private async Task ReplaceAsync(bool search, CancellationToken ct)
    {
        var (snapshot, connection, caller) = CallerStanding.Now(grant, snapshots);
        TargetCatalogue? catalogue = null;
        var isNeeded = SessionMasking.NeedsCatalogue(snapshot, connection, caller);
        if (isNeeded && schema is null) throw new AccessRefused(RefusalKind.Unavailable, "masking rules name columns and this target has no catalogue to find them in");
        if (schema is not null && (isNeeded || SessionPolicies.NeedsCatalogue(snapshot, connection, caller)))
        {
            catalogue = search ? await schema.RefreshAsync(ct) : await schema.GetAsync(ct);
        }
        if (rules is { } old && ReferenceEquals(old.Snapshot, snapshot) && ReferenceEquals(old.Catalogue, catalogue)) return;
        rules = new SessionRules(snapshot, connection, caller, catalogue);
    }
}
