using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Shared.Tests.Policy;

public sealed class PolicyCoverTests
{
    static readonly ConnectionConfig[] connections = [Some.Connection];

    [Fact]
    public void A_policy_that_another_one_covers_and_goes_before_never_decides() =>
        Prop.ForAll(SomePolicies.Situations.Where(s => s.Policies.Length > 1).ToArbitrary(), s =>
        {
            var beaten = s.Policies.Where(p => s.Policies.Any(o => o != p && o.Mode == PolicyMode.Enforce && PolicyCover.Covers(o, p, connections) && PolicyCover.GoesBefore(o, p))).Select(p => p.Name).ToHashSet();
            return !beaten.Contains(s.Session.Verdict.Policy ?? "") && !beaten.Contains(s.OfOperation.Verdict.Policy ?? "");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Wherever_a_covered_policy_applies_the_covering_one_does() =>
        Prop.ForAll(SomePolicies.Situations.ToArbitrary(), s => Parts(s).All(inner => !inner.Applies
            || Parts(s).Where(outer => KnowsItsTime(outer.Policy) && Restricts(outer) && PolicyCover.Covers(outer.Policy, inner.Policy, connections)).All(outer => outer.Applies))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("*.*", "public.a", true)]
    [InlineData("public.*", "public.a", true)]
    [InlineData("*.a", "public.a", true)]
    [InlineData("public.a", "*.a", false)]
    [InlineData("public.A", "public.a", true)]
    [InlineData("public.a", "public.b", false)]
    public void One_table_pattern_covers_another(string outer, string inner, bool covers) =>
        Assert.Equal(covers, PolicyCover.Covers(Some.Deny("a", new SqlMatch { Tables = [outer] }), Some.Deny("b", new SqlMatch { Tables = [inner] }), connections));

    static IEnumerable<PolicyPart> Parts(Situation s) => s.Session.Parts.Concat(s.OfOperation.Parts);

    /// <summary>Without its zone a restriction holds at all times and a permission at none.</summary>
    static bool KnowsItsTime(PolicyConfig policy) => policy.When is null or { Zone: not "Nowhere/Land" };

    static bool Restricts(PolicyPart part) => part.Effect != PolicyEffect.Allow || part.Policy.Sql is null || part.Policy.Scope == PolicyScope.Operation;
}
