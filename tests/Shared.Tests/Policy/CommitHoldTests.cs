using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Snapshot.Validation;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

public sealed class CommitHoldTests
{
    static readonly SqlAnalyzer analyzer = new();

    static readonly PolicyConfig writes = AtCommit("writes", "insert", "update", "delete", "create");

    [Theory]
    [InlineData("update t set a = 1 where id = 2")]
    [InlineData("with gone as (delete from t returning *) select * from gone")]
    [InlineData("explain analyze delete from t")]
    [InlineData("create table t (a int)")]
    [InlineData("select 1; insert into t values (1)")]
    [InlineData("begin; update t set a = 1; commit")]
    public void A_write_that_it_matches_runs_and_its_transaction_is_held(string sql)
    {
        var verdict = Decide(sql, writes);

        Assert.Equal((PolicyEffect.Allow, "writes"), (verdict.Effect, verdict.Commit?.Policy));
    }

    [Theory]
    [InlineData("select * from t")]
    [InlineData("commit")]
    [InlineData("truncate t")]
    [InlineData("explain delete from t")]
    public void What_it_does_not_match_is_not_held(string sql) => Assert.Null(Decide(sql, writes).Commit);

    [Theory]
    [InlineData("call p()", "a procedure may commit inside")]
    [InlineData("do $$ begin delete from t; end $$", "a block of code may commit inside")]
    [InlineData("execute p", "what a name prepared by SQL runs is not in its text")]
    [InlineData("selec 1", "what it does cannot be read from its text")]
    [InlineData("create database d", "it does not run in a transaction")]
    [InlineData("create index concurrently i on t (a)", "it does not run in a transaction")]
    [InlineData("update t set a = 1; do 'x'", "a block of code may commit inside")]
    public void What_it_matches_and_cannot_be_held_does_not_run(string sql, string why)
    {
        var verdict = Decide(sql, writes);

        Assert.Equal((PolicyEffect.Deny, "writes", null), (verdict.Effect, verdict.Policy, verdict.Commit));
        Assert.EndsWith(why + ".", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_that_is_made_in_a_transaction_is_held() => Assert.NotNull(Decide("create index i on t (a)", writes).Commit);

    [Fact]
    public void A_denial_goes_before_it() =>
        Assert.Equal((PolicyEffect.Deny, "no", null), Short(Decide("delete from t", writes, Some.Deny("no", Some.Kinds("delete")))));

    [Fact]
    public void A_denial_of_something_that_cannot_be_held_speaks_for_itself() =>
        Assert.Equal((PolicyEffect.Deny, "no", null), Short(Decide("do 'x'", writes, Some.Deny("no", Some.Kinds("do")))));

    [Fact]
    public void With_an_approval_at_the_statement_both_are_asked_for() =>
        Assert.Equal((PolicyEffect.Approve, "ask", "writes"), Short(Decide("delete from t", writes, Some.Approve("ask", Some.Kinds("delete")))));

    [Fact]
    public void Of_several_the_strictest_holds()
    {
        var two = AtCommit("two", "update") with { Approval = new(["dba"], Required: 2) };

        Assert.Equal("two", Decide("update t set a = 1", writes, two).Commit?.Policy);
        Assert.Equal("two", Decide("update t set a = 1", two, writes).Commit?.Policy);
    }

    [Fact]
    public void One_that_observes_says_what_it_would_have_done()
    {
        var verdict = Decide("delete from t", writes with { Mode = PolicyMode.Observe });

        Assert.Null(verdict.Commit);
        Assert.Equal("writes: approve at commit", Assert.Single(verdict.Observed));
    }

    [Fact]
    public void An_approval_that_nobody_can_give_is_a_denial() => Assert.Equal(PolicyEffect.Deny, Decide("delete from t", writes with { Approval = null }).Effect);

    [Fact]
    public void The_explanation_names_the_one_that_holds_and_what_it_beats()
    {
        var two = AtCommit("two", "update") with { Approval = new(["dba"], Required: 2) };
        var ask = Some.Approve("ask", Some.Kinds("update"));

        var parts = PolicyExplanation.OfOperation(Some.Snapshot(writes, two, ask), Some.Connection, Some.Caller, analyzer.Analyze("update t set a = 1"), Some.Now).Parts;

        Assert.Equal([PolicyRole.Beaten, PolicyRole.HoldsCommit, PolicyRole.Decides], parts.Select(p => p.Role));
        Assert.Equal("two", parts[0].BeatenBy);
    }

    public static TheoryData<string, PolicyConfig> Bad => new()
    {
        { "policies[0].at 'p': commit goes with effect approve only", Some.Deny("p", Some.Kinds("update")) with { At = PolicyMoment.Commit } },
        { "policies[0].at 'p': commit goes with scope operation only", Some.Approve("p", null) with { At = PolicyMoment.Commit, Scope = PolicyScope.Session } },
        { "policies[0].match.sql.kinds 'p': must say which writes", Some.Approve("p", null) with { At = PolicyMoment.Commit } },
        { "policies[0].approval.timeoutSeconds 'p': may be 3600 at COMMIT", AtCommit("p", "update") with { Approval = new(["dba"], TimeoutSeconds: 3601) } },
        { "policies[0].match.sql.kinds[1] 'p': 'call' cannot be held at COMMIT: a procedure may commit inside", AtCommit("p", "update", "call") },
        { "policies[0].match.sql.kinds[0] 'p': 'copy-program' cannot be held", AtCommit("p", "copy-program") },
        { "policies[0].match.sql.kinds[0] 'p': 'vacuum' cannot be held", AtCommit("p", "vacuum") },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_be_held_is_refused_when_it_is_saved(string error, PolicyConfig policy) =>
        Assert.Contains(SnapshotValidator.Validate(Some.Snapshot(policy)), e => e.ToString().StartsWith(error, StringComparison.Ordinal));

    [Fact]
    public void Only_PostgreSQL_can_hold_a_commit()
    {
        var snapshot = Some.Snapshot(writes with { Connections = new() { Names = ["shop"] } }) with { Connections = [Some.Connection with { Protocol = ConnectionProtocol.Mysql }] };

        Assert.Contains(SnapshotValidator.Validate(snapshot), e => e.ToString().StartsWith("policies[0].at 'writes': commit cannot be enforced on connection shop", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_can_be_enforced_is_taken() => Assert.Empty(SnapshotValidator.Validate(Some.Snapshot(Some.AllowSession, writes)));

    static PolicyConfig AtCommit(string name, params string[] kinds) => Some.Approve(name, Some.Kinds(kinds)) with { At = PolicyMoment.Commit };

    static Verdict Decide(string sql, params PolicyConfig[] policies) =>
        new SessionPolicies(Some.Snapshot(policies), Some.Connection, Some.Caller).DecideOperation(analyzer.Analyze(sql), Some.Now);

    static (PolicyEffect, string?, string?) Short(Verdict verdict) => (verdict.Effect, verdict.Policy, verdict.Commit?.Policy);
}
