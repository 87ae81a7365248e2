using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Masking;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

/// <summary>Whoever acts for somebody has the rights that both have, and none besides.</summary>
public sealed class DelegationPropertyTests
{
    static readonly Arbitrary<(Situation Situation, ActorIdentity Hop, int At)> hops =
        (from situation in SomePolicies.Situations from hop in SomePolicies.Actors from at in Gen.Choose(0, 5) select (situation, hop, at)).ToArbitrary();

    static readonly Gen<MaskingRuleConfig> rules =
        from name in Gen.Choose(0, 99)
        from columns in Gen.SubListOf("public.customers.email", "*.*.ssn", "public.orders.*").Where(c => c.Count > 0)
        from method in Gen.Elements(new MaskMethod(MaskKind.Null), new MaskMethod(MaskKind.Redact), new MaskMethod(MaskKind.Partial, KeepLast: 4), new MaskMethod(MaskKind.Partial, KeepFirst: 2))
        from predicates in Gen.Elements(PredicateUse.Allow, PredicateUse.Deny)
        from exempt in SomePolicies.Subjects
        from connection in SomePolicies.Connections
        select new MaskingRuleConfig { Name = $"m{name}", Columns = [.. columns], Method = method, Predicates = predicates, Exempt = exempt, Connections = connection };

    static readonly Arbitrary<(MaskingRuleConfig[] Rules, CallerIdentity Caller, ActorIdentity Hop, int At)> masked =
        (from list in rules.ListOf() from caller in SomePolicies.Callers from hop in SomePolicies.Actors from at in Gen.Choose(0, 5) select (list.DistinctBy(r => r.Name).ToArray(), caller, hop, at)).ToArbitrary();

    [Fact]
    public void A_further_hop_never_adds_a_right() =>
        Prop.ForAll(hops, h =>
        {
            var (without, with) = (Decide(h.Situation, h.Situation.Caller), Decide(h.Situation, WithHop(h.Situation.Caller, h.Hop, h.At)));
            return !Looser(with.Session, without.Session) && !Looser(with.Operation, without.Operation);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void A_chain_may_do_exactly_what_each_of_its_links_may() =>
        Prop.ForAll(SomePolicies.Situations.ToArbitrary(), s =>
        {
            var chain = Decide(s, s.Caller);
            var links = s.Caller.Chain.Select(link => Decide(s, link)).ToArray();
            return Rank(chain.Session) == links.Max(l => Rank(l.Session)) && Rank(chain.Operation) == links.Max(l => Rank(l.Operation))
                && Required(chain.Session) == links.Select(l => l.Session).Where(v => Rank(v) == Rank(chain.Session)).Max(Required)
                && Required(chain.Operation) == links.Select(l => l.Operation).Where(v => Rank(v) == Rank(chain.Operation)).Max(Required)
                && chain.Operation.Observed.ToHashSet().SetEquals(links.SelectMany(l => l.Operation.Observed))
                && chain.Session.Observed.ToHashSet().SetEquals(links.SelectMany(l => l.Session.Observed));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void The_order_of_hops_never_matters() =>
        Prop.ForAll(SomePolicies.Situations.Where(s => s.Caller.Actors.Length > 0).ToArbitrary(), s =>
        {
            // Turned round, the last to act is the one that is acted for.
            var turned = s.Caller.Chain.Reverse().ToArray();
            var other = turned[0] with { Actors = [.. turned[1..].Select(c => new ActorIdentity(c.Name, c.Kind, c.Groups, c.ProvenBy))] };
            var (a, b) = (Decide(s, s.Caller), Decide(s, other));
            return Same(a.Session, b.Session) && Same(a.Operation, b.Operation);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Somebody_who_acts_for_its_own_like_has_the_rights_that_it_has_alone() =>
        Prop.ForAll(SomePolicies.Situations.ToArbitrary(), s =>
        {
            var alone = s.Caller with { Actors = [] };
            var like = alone with { Actors = [new ActorIdentity(alone.Name, alone.Kind, alone.Groups, alone.ProvenBy)] };
            var (a, b) = (Decide(s, alone), Decide(s, like));
            return Same(a.Session, b.Session) && Same(a.Operation, b.Operation);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void An_explanation_names_the_links_that_a_policy_concerns_and_those_that_lack_an_allow() =>
        Prop.ForAll(SomePolicies.Situations.Where(s => s.Caller.Actors.Length > 0).ToArbitrary(), s =>
            s.Session.Parts.All(p => p.Links.SequenceEqual(s.Caller.Chain.Where(p.Policy.Subjects.Matches).Select(c => c.Name)))
            && s.Session.Lacking.ToHashSet().SetEquals(s.Caller.Chain.Where(link => !HasAllow(s, link)).Select(c => c.Name))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_further_hop_never_makes_a_column_clearer() =>
        Prop.ForAll(masked, m =>
        {
            var (before, after) = (Schema(m.Rules, m.Caller), Schema(m.Rules, WithHop(m.Caller, m.Hop, m.At)));
            return Shop.Catalogue.Relations.Values.All(r => r.Columns.All(c =>
                !Clearer(after?.Find(r.Oid)?.Find(c.Number)?.Method, before?.Find(r.Oid)?.Find(c.Number)?.Method)
                && (before?.Find(r.Oid)?.DenyRule(c.Name) is null || after?.Find(r.Oid)?.DenyRule(c.Name) is not null)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void A_rule_masks_for_a_chain_where_it_masks_for_one_of_it() =>
        Prop.ForAll(masked, m => RulesFor(m.Rules, m.Caller).ToHashSet().SetEquals(m.Caller.Chain.SelectMany(link => RulesFor(m.Rules, link)))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    static (Verdict Session, Verdict Operation) Decide(Situation s, CallerIdentity caller)
    {
        var policies = new SessionPolicies(s.Snapshot, Some.Connection, caller);
        return (policies.DecideSession(s.At), policies.DecideOperation(s.Operation, s.At));
    }

    static CallerIdentity WithHop(CallerIdentity caller, ActorIdentity hop, int at) => caller with { Actors = caller.Actors.Insert(Math.Min(at, caller.Actors.Length), hop) };

    /// <summary>More is let through, by fewer people, or with a denial's place taken by an approval.</summary>
    static bool Looser(Verdict a, Verdict b) => Rank(a) < Rank(b) || (Rank(a) == Rank(b) && Required(a) < Required(b));

    static int Rank(Verdict verdict) => verdict.Effect switch { PolicyEffect.Deny => 2, PolicyEffect.Approve => 1, _ => 0 };

    static int Required(Verdict verdict) => verdict.Approval?.Required ?? 0;

    static bool Clearer(MaskMethod? a, MaskMethod? b) => (a, b) switch
    {
        (_, null) => false,
        (null, _) => true,
        ({ } x, { } y) when MaskStrength.Rank(x) == MaskStrength.Rank(y) => x.KeepFirst > y.KeepFirst || x.KeepLast > y.KeepLast,
        ({ } x, { } y) => MaskStrength.Rank(x) < MaskStrength.Rank(y),
    };

    static bool HasAllow(Situation s, CallerIdentity link) =>
        s.Session.Parts.Any(p => p.Applies && p.Effect == PolicyEffect.Allow && p.Policy.Mode == PolicyMode.Enforce && p.Policy.Subjects.Matches(link));

    static MaskedSchema? Schema(MaskingRuleConfig[] rules, CallerIdentity caller) => RuleScope.Of(Some.Snapshot() with { MaskingRules = [.. rules] }, Some.Connection, caller) is { IsEmpty: false } inForce ? new MaskedSchema(Shop.Catalogue, inForce) : null;

    static IEnumerable<MaskingRuleConfig> RulesFor(MaskingRuleConfig[] rules, CallerIdentity caller) => RuleScope.Of(Some.Snapshot() with { MaskingRules = [.. rules] }, Some.Connection, caller);

    static bool Same(Verdict a, Verdict b) => (a.Effect, a.Policy, a.Approval) == (b.Effect, b.Policy, b.Approval) && a.Observed.SequenceEqual(b.Observed);
}
