using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

public sealed class PrecedencePropertyTests
{
    static readonly SqlAnalyzer analyzer = new();

    static readonly string[] texts = ["select 1", "select * from public.a", "delete from a", "update public.b set c = 1 where d", "drop table a", "do 'x'", "select f(1) from b; truncate a", "selec"];

    static readonly Gen<SqlMatch?> matches =
        from kinds in Gen.SubListOf("select", "delete", "update", "drop", "truncate")
        from tables in Gen.SubListOf("public.a", "*.b")
        from functions in Gen.Frequency((4, Gen.Constant(Array.Empty<string>())), (1, Gen.Constant(new[] { "f" })))
        from withoutWhere in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from isNull in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        select isNull ? null : new SqlMatch { Kinds = [.. kinds], Tables = [.. tables], Functions = [.. functions], WithoutWhere = withoutWhere };

    static readonly Gen<PolicyConfig> policies =
        from name in Gen.Choose(0, 99)
        from effect in Gen.Elements(Enum.GetValues<PolicyEffect>())
        from scope in Gen.Elements(Enum.GetValues<PolicyScope>())
        from mode in Gen.Frequency((4, Gen.Constant(PolicyMode.Enforce)), (1, Gen.Constant(PolicyMode.Observe)))
        from sql in matches
        from required in Gen.Choose(1, 3)
        from timeout in Gen.Choose(1, 3)
        select new PolicyConfig
        {
            Name = $"p{name}",
            Effect = effect,
            Scope = scope,
            Mode = mode,
            Sql = scope == PolicyScope.Operation ? sql : null,
            At = timeout == 3 ? PolicyMoment.Commit : PolicyMoment.Statement,
            Approval = effect == PolicyEffect.Approve ? new(["dba"], required, timeout) : null,
        };

    static readonly Arbitrary<(PolicyConfig[] Policies, string Text)> situations =
        (from list in policies.ListOf() from text in Gen.Elements(texts) select (list.DistinctBy(p => p.Name).ToArray(), text)).ToArbitrary();

    [Fact]
    public void The_order_of_policies_never_matters() =>
        Prop.ForAll(situations, s =>
        {
            var (session, operation) = Decide(s.Policies, s.Text);
            foreach (var order in new[] { s.Policies.Reverse().ToArray(), [.. s.Policies.OrderBy(p => p.Name, StringComparer.Ordinal)], [.. s.Policies.OrderBy(p => p.Effect)] })
            {
                var (otherSession, otherOperation) = Decide(order, s.Text);
                if (!Same(session, otherSession) || !Same(operation, otherOperation)) return false;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_further_deny_or_approve_never_permits_more() =>
        Prop.ForAll(situations, policies.Where(p => p.Effect != PolicyEffect.Allow).ToArbitrary(), (s, added) =>
        {
            var (session, operation) = Decide(s.Policies, s.Text);
            var (sessionThen, operationThen) = Decide([.. s.Policies, added with { Name = "added" }], s.Text);
            return Rank(sessionThen) <= Rank(session) && Rank(operationThen) <= Rank(operation);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void An_observer_never_changes_a_verdict() =>
        Prop.ForAll(situations, policies.ToArbitrary(), (s, added) =>
        {
            var (session, operation) = Decide(s.Policies, s.Text);
            var (sessionThen, operationThen) = Decide([.. s.Policies, added with { Name = "added", Mode = PolicyMode.Observe }], s.Text);
            return (session.Effect, session.Policy, operation.Effect, operation.Policy) == (sessionThen.Effect, sessionThen.Policy, operationThen.Effect, operationThen.Policy);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Any_deny_that_matches_denies() =>
        Prop.ForAll(situations, matches.ToArbitrary(), (s, match) =>
        {
            var alone = Decide([Some.Deny("added", match)], s.Text).Operation;
            return alone.Effect != PolicyEffect.Deny || Decide([.. s.Policies, Some.Deny("added", match)], s.Text).Operation.Effect == PolicyEffect.Deny;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    static (Verdict Session, Verdict Operation) Decide(PolicyConfig[] policies, string text)
    {
        var session = new SessionPolicies(Some.Snapshot(policies), Some.Connection, Some.Caller);
        return (session.DecideSession(Some.Now), session.DecideOperation(analyzer.Analyze(text), Some.Now));
    }

    /// <summary>How much is permitted: a denial nothing; an approval less the more people it needs and the shorter it waits; an allow all.</summary>
    static int Rank(Verdict verdict) => verdict.Effect switch
    {
        PolicyEffect.Deny => 0,
        PolicyEffect.Approve => 100 - (10 * verdict.Approval!.Required) + verdict.Approval.TimeoutSeconds,
        _ => 1000,
    };

    static bool Same(Verdict a, Verdict b) => (a.Effect, a.Policy, a.Message) == (b.Effect, b.Policy, b.Message) && a.Observed.SequenceEqual(b.Observed);
}
