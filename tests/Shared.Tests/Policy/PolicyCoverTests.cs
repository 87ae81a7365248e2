using System.Collections.Immutable;
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
            return !beaten.Contains(s.Session.Verdict.Policy ?? "") && !beaten.Contains(s.OfOperation.Verdict.Policy ?? "") && !beaten.Contains(s.OfRequest.Verdict.Policy ?? "");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Wherever_a_covered_policy_applies_the_covering_one_does() =>
        Prop.ForAll(SomePolicies.Situations.ToArbitrary(), s => new[] { s.Session, s.OfOperation, s.OfRequest }.Select(e => e.Parts).All(parts => parts.All(inner => !inner.Applies
            || parts.Where(outer => KnowsItsTime(outer.Policy) && Restricts(outer) && PolicyCover.Covers(outer.Policy, inner.Policy, connections)).All(outer => outer.Applies)))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    public static TheoryData<HttpMatch?, HttpMatch?, bool> Requests => new()
    {
        { null, new(), true },
        { new(), null, false },
        { new() { Methods = ["GET", "POST"] }, new() { Methods = ["GET"], Paths = ["/a"] }, true },
        { new() { Paths = ["/a"] }, new() { Paths = ["/a", "/b"] }, false },
        { new() { Paths = ["/a"] }, new() { Paths = ["/a"], IgnorePathCase = true }, false },
        { new() { Paths = ["/a"], IgnorePathCase = true }, new() { Paths = ["/a"] }, true },
        { new() { Headers = Pair("X-A", "b", "c") }, new() { Headers = Pair("x-a", "b") }, true },
        { new() { JsonPaths = Pair("$.a", "b") }, new() { JsonPaths = Pair("$.b", "b") }, false },
        { new() { MaxTokens = new(5) }, new() { MaxTokens = new(6) }, true },
        { new() { MaxTokens = new(6) }, new() { MaxTokens = new(5) }, false },
        { new() { Graphql = new() { Kinds = ["mutation"] } }, new() { Graphql = new() }, false },
        { new() { Graphql = new() }, new() { Graphql = new() { Kinds = ["mutation"] } }, true },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void One_match_of_requests_covers_another(HttpMatch? outer, HttpMatch? inner, bool covers) =>
        Assert.Equal(covers, PolicyCover.Covers(Some.Deny("a", null) with { Http = outer }, Some.Deny("b", null) with { Http = inner }, connections));

    static ImmutableSortedDictionary<string, ImmutableArray<string>> Pair(string key, params string[] globs) => ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(key, [.. globs]);

    [Theory]
    [InlineData("*.*", "public.a", true)]
    [InlineData("public.*", "public.a", true)]
    [InlineData("*.a", "public.a", true)]
    [InlineData("public.a", "*.a", false)]
    [InlineData("public.A", "public.a", true)]
    [InlineData("public.a", "public.b", false)]
    public void One_table_pattern_covers_another(string outer, string inner, bool covers) =>
        Assert.Equal(covers, PolicyCover.Covers(Some.Deny("a", new SqlMatch { Tables = [outer] }), Some.Deny("b", new SqlMatch { Tables = [inner] }), connections));

    /// <summary>Without its zone a restriction holds at all times and a permission at none.</summary>
    static bool KnowsItsTime(PolicyConfig policy) => policy.When is null or { Zone: not "Nowhere/Land" };

    static bool Restricts(PolicyPart part) => part.Effect != PolicyEffect.Allow || part.Policy is { Sql: null, Http: null } || part.Policy.Scope == PolicyScope.Operation;
}
