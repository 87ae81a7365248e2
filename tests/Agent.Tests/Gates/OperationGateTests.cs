using System.Collections.Frozen;
using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Agent.Tests.Gates;

public sealed class OperationGateTests
{
    private static readonly SqlAnalyzer analyzer = new();
    private static readonly ConnectionConfig shop = Some.Connection();
    private static readonly PolicyConfig noDrops = new() { Name = "nobody-drops", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Sql = new SqlMatch { Kinds = ["drop"] }, Message = "Through migrations." };
    private static readonly PolicyConfig askWrites = new() { Name = "writes-need-a-dba", Effect = PolicyEffect.Approve, Scope = PolicyScope.Operation, Sql = new SqlMatch { Kinds = ["delete"] }, Approval = new ApprovalRequirement(["dba"]) };
    private static readonly MaskingRuleConfig emails = new() { Name = "emails", Columns = ["public.customers.email"], Method = new MaskMethod(MaskKind.Redact), Predicates = PredicateUse.Deny };

    private readonly SnapshotHolder snapshots = new();
    private readonly FakeSchema schema = new();

    [Fact]
    public async Task Nothing_passes_before_the_rules_were_read()
    {
        var gate = Gate(Some.Snapshot(1, shop));
        Assert.Equal(OperationAction.Stale, gate.Decide(Sql("select 1")).Action);
        Assert.Equal(OperationAction.Stale, default(OperationVerdict).Action);
        await gate.RefreshAsync(null, CancellationToken.None);
        Assert.Equal(OperationAction.Allowed, gate.Decide(Sql("select 1")).Action);
    }

    [Fact]
    public async Task A_denial_carries_the_policys_message_and_name()
    {
        var gate = await ReadyAsync(Snapshot(noDrops));
        var verdict = gate.Decide(Sql("drop table t"));
        Assert.Equal((OperationAction.Denied, "Through migrations.", "Policy: nobody-drops", "nobody-drops"), (verdict.Action, verdict.Message, verdict.Detail, verdict.Rule));
        Assert.Equal(OperationAction.Allowed, gate.Decide(Sql("select 1")).Action);
    }

    [Fact]
    public async Task What_nobody_knows_counts_as_everything()
    {
        Assert.Equal(OperationAction.Denied, (await ReadyAsync(Snapshot(noDrops))).Decide(null).Action);
        Assert.Equal(OperationAction.NeedsApproval, (await ReadyAsync(Snapshot(askWrites))).Decide(null).Action);
    }

    [Fact]
    public async Task An_approve_without_terms_denies()
    {
        var gate = await ReadyAsync(Snapshot(askWrites with { Approval = null }));
        Assert.Equal(OperationAction.Denied, gate.Decide(Sql("delete from t")).Action);
    }

    [Fact]
    public async Task A_masking_rules_refusal_denies_with_the_rules_name()
    {
        var gate = await ReadyAsync(Snapshot() with { MaskingRules = [emails] });
        var verdict = gate.Decide(Sql("select 1 from customers where email = 'a'"));
        Assert.Equal((OperationAction.Denied, "Masking rule: emails", "emails"), (verdict.Action, verdict.Detail, verdict.Rule));
        Assert.Contains("email", verdict.Message, StringComparison.Ordinal);
        Assert.Equal(OperationAction.Allowed, gate.Decide(Sql("select email from customers")).Action);
    }

    [Fact]
    public async Task A_new_snapshot_is_in_force_with_the_next_operation()
    {
        var gate = await ReadyAsync(Snapshot());
        Assert.Equal(OperationAction.Allowed, gate.Decide(Sql("drop table t")).Action);
        snapshots.Replace(Snapshot(noDrops));
        Assert.Equal(OperationAction.Stale, gate.Decide(Sql("drop table t")).Action);
        await gate.RefreshAsync(null, CancellationToken.None);
        Assert.Equal(OperationAction.Denied, gate.Decide(Sql("drop table t")).Action);
    }

    [Fact]
    public async Task A_session_that_may_not_go_on_gets_no_rules()
    {
        var gate = await ReadyAsync(Snapshot());
        snapshots.Replace(Snapshot() with { DisabledIdentities = ["alice"] });
        await Assert.ThrowsAsync<AccessRefused>(() => gate.RefreshAsync(null, CancellationToken.None).AsTask());
        snapshots.Replace(Some.Snapshot(3));
        await Assert.ThrowsAsync<AccessRefused>(() => gate.RefreshAsync(null, CancellationToken.None).AsTask());
        Assert.Equal(OperationAction.Stale, gate.Decide(Sql("select 1")).Action);
    }

    [Fact]
    public async Task Column_rules_need_a_schema()
    {
        snapshots.Replace(Snapshot() with { MaskingRules = [emails] });
        var blind = new OperationGate(Grant(), Guid.NewGuid(), snapshots, null, TimeProvider.System);
        Assert.Equal(RefusalKind.Unavailable, (await Assert.ThrowsAsync<AccessRefused>(() => blind.RefreshAsync(null, CancellationToken.None).AsTask())).Kind);
        schema.Broken = true;
        await Assert.ThrowsAsync<AccessRefused>(() => ReadyAsync(Snapshot() with { MaskingRules = [emails] }));
    }

    [Fact]
    public async Task An_unknown_relation_is_looked_for_once()
    {
        var gate = await ReadyAsync(Snapshot() with { MaskingRules = [emails] });
        var statement = Sql("select x from fresh");
        Assert.Equal(OperationAction.Stale, gate.Decide(statement).Action);
        await gate.RefreshAsync(statement, CancellationToken.None);
        Assert.Equal(1, schema.Refreshes);
        Assert.Equal(OperationAction.Allowed, gate.Decide(statement).Action);
        schema.Add("fresh");
        Assert.Equal(OperationAction.Stale, gate.Decide(statement).Action);
        await gate.RefreshAsync(statement, CancellationToken.None);
        Assert.Equal(OperationAction.Allowed, gate.Decide(statement).Action);
        Assert.False(gate.Decide(statement).Masking!.TouchesMasked);
    }

    [Fact]
    public async Task A_policy_sees_through_views_and_looks_for_names_that_are_not_known()
    {
        var gate = await ReadyAsync(Snapshot(askWrites with { Sql = new SqlMatch { Tables = ["public.orders"] } }));
        var statement = Sql("select * from fresh");

        Assert.Equal(OperationAction.NeedsApproval, gate.Decide(Sql("select id from old_orders")).Action);
        Assert.Equal(OperationAction.Stale, gate.Decide(statement).Action);
        await gate.RefreshAsync(statement, CancellationToken.None);
        Assert.Equal((1, OperationAction.Allowed), (schema.Refreshes, gate.Decide(statement).Action));
    }

    [Fact]
    public async Task A_ticket_says_which_tables_are_reached()
    {
        var gate = await ReadyAsync(Snapshot(askWrites with { Sql = new SqlMatch { Tables = ["public.orders"] } }));
        var statement = Sql("select id from old_orders");

        var request = gate.RequestFor(gate.Decide(statement), statement, "", [], [], null);

        Assert.Equal("old_orders public.orders", string.Join(' ', request.Impact!.Tables));
    }

    [Fact]
    public async Task The_question_to_humans_is_bound_to_what_runs_and_shows_what_is_safe()
    {
        var gate = await ReadyAsync(Snapshot(askWrites));
        var statement = Sql("delete from orders where id = $1");
        var verdict = gate.Decide(statement);
        Assert.Equal((OperationAction.NeedsApproval, "writes-need-a-dba"), (verdict.Action, verdict.Rule));
        var request = gate.RequestFor(verdict, statement, "", [Encoding.UTF8.GetBytes("42"), null], ["it's", null], 7);
        Assert.Equal(OperationDigest.Of(new CallerIdentity("alice", CallerKind.Human, [], ""), "shop", statement.Text, [Encoding.UTF8.GetBytes("42"), null], 1), request.Digest);
        Assert.EndsWith("\n-- $1 = 'it''s', $2 = NULL", request.Operation, StringComparison.Ordinal);
        Assert.Equal((7L, "delete"), (request.Impact!.EstimatedRows, request.Impact.Kinds.Single()));
        Assert.Equal("orders", Assert.Single(request.Impact.Tables));
        Assert.Throws<InvalidOperationException>(() => gate.RequestFor(gate.Decide(Sql("select 1")), Sql("select 1"), "", [], [], null));
    }

    [Fact]
    public async Task After_an_approval_only_what_was_asked_for_stands_aside()
    {
        var gate = await ReadyAsync(Snapshot(askWrites));
        var statement = Sql("delete from orders");
        var asked = gate.Decide(statement);
        Assert.Equal(OperationAction.Allowed, gate.DecideApproved(statement, asked).Action);

        snapshots.Replace(Snapshot(askWrites with { Approval = new ApprovalRequirement(["dba"], 2) }));
        Assert.Equal(OperationAction.Stale, gate.DecideApproved(statement, asked).Action);
        await gate.RefreshAsync(null, CancellationToken.None);
        Assert.Equal(OperationAction.Denied, gate.DecideApproved(statement, asked).Action);

        snapshots.Replace(Snapshot(askWrites, new PolicyConfig { Name = "closed", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation }));
        await gate.RefreshAsync(null, CancellationToken.None);
        Assert.Equal((OperationAction.Denied, "closed"), (gate.DecideApproved(statement, asked).Action, gate.DecideApproved(statement, asked).Rule));
    }

    [Fact]
    public async Task An_operation_that_was_allowed_before_allocates_nothing()
    {
        var gate = await ReadyAsync(Snapshot(noDrops) with { MaskingRules = [emails] });
        var statement = Sql("select id from customers");
        for (var i = 0; i < 100; i++) gate.Decide(statement);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) gate.Decide(statement);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private async Task<OperationGate> ReadyAsync(AgentSnapshot snapshot)
    {
        var gate = Gate(snapshot);
        await gate.RefreshAsync(null, CancellationToken.None);
        return gate;
    }

    private OperationGate Gate(AgentSnapshot snapshot)
    {
        snapshots.Replace(snapshot);
        return new OperationGate(Grant(), Guid.NewGuid(), snapshots, schema, TimeProvider.System);
    }

    private static AccessGrant Grant()
    {
        var caller = new CallerIdentity("alice", CallerKind.Human, ["analysts"], "access token");
        var snapshot = Snapshot();
        return new AccessGrant(caller, shop, snapshot, new SessionPolicies(snapshot, shop, caller), null, null);
    }

    private static AgentSnapshot Snapshot(params PolicyConfig[] policies) => Some.Snapshot(1, shop) with { Policies = [.. policies] };

    private static SqlAnalysis Sql(string text) => analyzer.Analyze(text);

    /// <summary>A schema of a table with a masked column, others without, a view, and what a test adds.</summary>
    private sealed class FakeSchema : ISchemaSource
    {
        private readonly List<CatalogueRelation> relations =
        [
            new(1, "public", "customers", 'r', [new CatalogueColumn(1, "id", 23, false), new CatalogueColumn(2, "email", 25, false)], [], []),
            new(2, "public", "orders", 'r', [new CatalogueColumn(1, "id", 23, false)], [], []),
            new(3, "public", "t", 'r', [new CatalogueColumn(1, "id", 23, false)], [], []),
            new(4, "public", "old_orders", 'v', [new CatalogueColumn(1, "id", 23, false)], [], [new(2, 1)]),
        ];

        public FakeSchema() => Current = Make();

        public bool Broken { get; set; }

        public int Refreshes { get; private set; }

        public TargetCatalogue? Current { get; private set; }

        public void Add(string table)
        {
            relations.Add(new CatalogueRelation((uint)relations.Count + 1, "public", table, 'r', [new CatalogueColumn(1, "x", 25, false)], [], []));
            Current = Make();
        }

        public Task<TargetCatalogue> GetAsync(CancellationToken ct) => Broken ? throw new AccessRefused(RefusalKind.Unavailable, "broken") : Task.FromResult(Current!);

        public Task<TargetCatalogue> RefreshAsync(CancellationToken ct)
        {
            Refreshes++;
            return GetAsync(ct);
        }

        public void Invalidate() => Current = null;

        public void Unsettle(object owner, IEnumerable<string> names) => Current = Current?.With(names.ToFrozenSet(StringComparer.Ordinal));

        public void Settle(object owner) => Invalidate();

        private TargetCatalogue Make() => new([.. relations], FrozenSet.Create("count"), [], FrozenSet<string>.Empty);
    }
}
