using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

public sealed class OperationDecisionTests
{
    static readonly SqlAnalyzer analyzer = new();

    [Theory]
    [InlineData("drop", "", "", false, "drop table t", true)]
    [InlineData("drop truncate", "", "", false, "truncate t", true)]
    [InlineData("drop", "", "", false, "select 1; drop table t", true)]
    [InlineData("drop", "", "", false, "select 'drop table t'", false)]
    [InlineData("", "public.orders", "", false, "select * from public.orders", true)]
    [InlineData("", "public.orders", "", false, "select * from orders", true)]
    [InlineData("", "public.orders", "", false, "select * from PUBLIC.Orders", true)]
    [InlineData("", "public.Orders", "", false, "select * from orders", true)]
    [InlineData("", "public.orders", "", false, "select * from other.orders", false)]
    [InlineData("", "public.orders", "", false, "with orders as (select 1) select * from orders", false)]
    [InlineData("", "*.orders", "", false, "select * from other.orders", true)]
    [InlineData("", "public.*", "", false, "select * from public.x", true)]
    [InlineData("", "public.*", "", false, "select * from x", true)]
    [InlineData("", "public.*", "", false, "select 1", false)]
    [InlineData("", "public.orders", "", false, "drop schema public cascade", true)]
    [InlineData("", "public.orders", "", false, "drop schema other cascade", false)]
    [InlineData("", "public.orders", "", false, "reassign owned by a to b", true)]
    [InlineData("", "", "pg_read_file", false, "select pg_catalog.pg_read_file('x')", true)]
    [InlineData("", "", "s.f", false, "select f(1)", true)]
    [InlineData("", "", "s.f", false, "select u.f(1)", false)]
    [InlineData("", "", "s.*", false, "select s.g(1)", true)]
    [InlineData("update delete", "", "", true, "delete from t", true)]
    [InlineData("update delete", "", "", true, "delete from t where id = 1", false)]
    [InlineData("delete", "public.orders", "", false, "delete from orders where id = 1", true)]
    public void A_match_holds_when_all_its_keys_do(string kinds, string tables, string functions, bool withoutWhere, string sql, bool matches) =>
        Assert.Equal(matches, Decide(sql, Some.Deny("p", Match(kinds, tables, functions, withoutWhere))).Effect == PolicyEffect.Deny);

    [Theory]
    [InlineData("select * from orders; delete from log where id = 1", false)]
    [InlineData("delete from log; select * from orders", false)]
    [InlineData("select * from log; delete from orders where id = 1", true)]
    public void All_keys_must_hold_for_one_statement(string sql, bool matches) =>
        Assert.Equal(matches, Decide(sql, Some.Deny("p", Match("delete", "public.orders", "", false))).Effect == PolicyEffect.Deny);

    [Theory]
    [InlineData("do $$ begin delete from t; end $$")]
    [InlineData("call p()")]
    [InlineData("execute p")]
    [InlineData("selec 1")]
    [InlineData("select 'open")]
    [InlineData("select query_to_xml('select 1', true, true, '')")]
    [InlineData("select 1; execute p")]
    public void An_opaque_statement_counts_as_every_kind_table_and_function(string sql)
    {
        Assert.Equal(PolicyEffect.Deny, Decide(sql, Some.Deny("p", Match("vacuum", "a.b", "c", true))).Effect);
        Assert.Equal(PolicyEffect.Approve, Decide(sql, Some.Approve("p", Match("vacuum", "a.b", "c", true))).Effect);
        Assert.Equal(PolicyEffect.Allow, Decide(sql).Effect);
    }

    [Fact]
    public void No_match_allows_and_an_empty_match_matches_everything()
    {
        Assert.Same(Verdict.Allowed, Decide("select 1", Some.Deny("p", Some.Kinds("drop"))));
        Assert.Equal(PolicyEffect.Deny, Decide("select 1", Some.Deny("p", null)).Effect);
        Assert.Equal(PolicyEffect.Deny, Decide("", Some.Deny("p", null)).Effect);
        Assert.Equal(PolicyEffect.Deny, Decide("select 1", Some.Deny("p", new SqlMatch())).Effect);
    }

    [Fact]
    public void Deny_beats_approve_beats_allow()
    {
        var allow = new PolicyConfig { Name = "fine", Effect = PolicyEffect.Allow, Scope = PolicyScope.Operation };
        Assert.Equal("fine", Decide("select 1", allow).Policy);
        Assert.Equal("held", Decide("select 1", allow, Some.Approve("held", null)).Policy);
        Assert.Equal("closed", Decide("select 1", Some.Deny("closed", null), Some.Approve("held", null), allow).Policy);
    }

    [Fact]
    public void Of_several_approvals_the_strictest_applies()
    {
        Assert.Equal("two", Decide("select 1", Some.Approve("one", null, required: 1, timeoutSeconds: 5), Some.Approve("two", null, required: 2)).Policy);
        Assert.Equal("short", Decide("select 1", Some.Approve("long", null), Some.Approve("short", null, timeoutSeconds: 5)).Policy);
        Assert.Equal("a", Decide("select 1", Some.Approve("b", null), Some.Approve("a", null)).Policy);
    }

    [Fact]
    public void Observers_are_listed_and_change_nothing()
    {
        var verdict = Decide("drop table t", Some.Deny("watch", Some.Kinds("drop")) with { Mode = PolicyMode.Observe }, Some.Approve("idle", Some.Kinds("select")) with { Mode = PolicyMode.Observe });
        Assert.Equal((PolicyEffect.Allow, null), (verdict.Effect, verdict.Policy));
        Assert.Equal("watch: deny", Assert.Single(verdict.Observed));
    }

    [Fact]
    public void A_window_is_asked_each_time()
    {
        var night = Some.Deny("night", null) with { When = new([], TimeSpan.FromHours(20), TimeSpan.FromHours(24), "UTC") };
        var policies = new SessionPolicies(Some.Snapshot(night), Some.Connection, Some.Caller);
        var operation = analyzer.Analyze("select 1");
        Assert.Equal(PolicyEffect.Allow, policies.DecideOperation(operation, Some.Now).Effect);
        Assert.Equal(PolicyEffect.Deny, policies.DecideOperation(operation, Some.Now.AddHours(9)).Effect);
        Assert.Equal(PolicyEffect.Allow, policies.DecideOperation(operation, Some.Now).Effect);
    }

    [Fact]
    public void A_repeated_decision_takes_no_memory()
    {
        var policies = new SessionPolicies(Some.Snapshot(Some.Deny("a", Some.Kinds("select")), Some.Deny("b", null) with { Mode = PolicyMode.Observe }), Some.Connection, Some.Caller);
        var operation = analyzer.Analyze("select 1");
        var first = policies.DecideOperation(operation, Some.Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) policies.DecideOperation(operation, Some.Now);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(first, policies.DecideOperation(operation, Some.Now));
    }

    [Fact]
    public void Session_policies_and_those_of_others_do_not_concern_operations()
    {
        Assert.True(Policies(Some.AllowSession).AllowsEveryOperation);
        Assert.True(Policies(Some.Deny("p", null) with { Subjects = new() { Groups = ["dba"] } }).AllowsEveryOperation);
        Assert.False(Policies(Some.Deny("p", null)).AllowsEveryOperation);
    }

    static SessionPolicies Policies(params PolicyConfig[] policies) => new(Some.Snapshot(policies), Some.Connection, Some.Caller);

    static Verdict Decide(string sql, params PolicyConfig[] policies) => Policies(policies).DecideOperation(analyzer.Analyze(sql), Some.Now);

    static SqlMatch Match(string kinds, string tables, string functions, bool withoutWhere) =>
        new() { Kinds = [.. Words(kinds)], Tables = [.. Words(tables)], Functions = [.. Words(functions)], WithoutWhere = withoutWhere };

    static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
