using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

/// <summary>What people are told of a verdict is what agents do.</summary>
public sealed class ExplanationPropertyTests
{
    static readonly Arbitrary<Situation> situations = SomePolicies.Situations.ToArbitrary();

    [Fact]
    public void An_explanation_ends_in_the_verdict_that_agents_give() =>
        Holds(s =>
        {
            var policies = new SessionPolicies(s.Snapshot, Some.Connection, s.Caller);
            return Same(policies.DecideSession(s.At), s.Session.Verdict) && Same(policies.DecideOperation(s.Operation, s.At), s.OfOperation.Verdict) && Same(policies.DecideOperation(s.Request, s.At), s.OfRequest.Verdict);
        });

    [Fact]
    public void The_policy_that_decides_is_the_one_that_the_verdict_names_and_all_others_that_apply_are_beaten_by_it() =>
        Holds(s => new[] { s.Session, s.OfOperation, s.OfRequest }.All(e =>
            e.Parts.Where(p => p.Role == PolicyRole.Decides).Select(p => p.Policy.Name).SequenceEqual(e.Verdict.Policy is { } name ? [name] : [])
            && e.Parts.Where(p => p.Role == PolicyRole.Beaten).All(p => p.BeatenBy == e.Verdict.Policy || p.BeatenBy == e.Verdict.Commit?.Policy)
            && e.Parts.Where(p => p.Role == PolicyRole.HoldsCommit).Select(p => p.Policy.Name).SequenceEqual(e.Verdict.Commit is { } commit ? [commit.Policy] : [])
            && e.Parts.All(p => p.Applies == (p.Role != PolicyRole.Silent))));

    [Fact]
    public void A_policy_applies_exactly_where_as_a_deny_of_its_own_it_would_deny() =>
        Holds(s => s.Session.Parts.Concat(s.OfOperation.Parts).Where(IsSameAsDeny).All(p =>
        {
            var alone = Some.Snapshot(Some.AllowSession, p.Policy with { Effect = PolicyEffect.Deny, Approval = null, Mode = PolicyMode.Enforce });
            var policies = new SessionPolicies(alone, Some.Connection, s.Caller);
            var verdict = p.Policy.Scope == PolicyScope.Session ? policies.DecideSession(s.At) : policies.DecideOperation(s.Operation, s.At);
            return (verdict.Effect == PolicyEffect.Deny) == p.Applies;
        }));

    [Fact]
    public void A_rule_about_statements_is_silent_about_requests_and_the_other_way_round() =>
        Holds(s => s.OfOperation.Parts.All(p => p.Policy.Http is null || !p.Matches) && s.OfRequest.Parts.All(p => p.Policy.Sql is null || !p.Matches)
            && s.OfRequest.Parts.Where(p => p.Policy is { Sql: null, Http: null }).All(p => p.Matches));

    [Fact]
    public void What_is_said_of_the_match_adds_up_to_whether_it_holds() =>
        Holds(s => s.OfOperation.Parts.All(p => p.Fit is null || p.Fit.Holds == p.Matches));

    /// <summary>Where nobody can say whether a restriction holds, it does, and a permission does not.</summary>
    static bool IsSameAsDeny(PolicyPart part) => part.Policy.When is null && (part.Effect != PolicyEffect.Allow || part.Policy.Scope == PolicyScope.Operation || part.Policy is { Sql: null, Http: null });

    static void Holds(Func<Situation, bool> property) => Prop.ForAll(situations, property).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    static bool Same(Verdict a, Verdict b) => (a.Effect, a.Policy, a.Message, a.Approval, a.Commit) == (b.Effect, b.Policy, b.Message, b.Approval, b.Commit) && a.Observed.SequenceEqual(b.Observed);
}
