using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

[Collection(nameof(Stores))]
public sealed class EffectiveAccessTests(Stores stores)
{
    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task It_says_of_each_subject_whether_it_gets_in_and_which_policy_says_so(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);

        var vault = (await console.Get<EffectiveAccess>().OfAsync("vault", default))!;

        Assert.Equal((PolicyEffect.Deny, null), Of(vault, "engineer"));
        Assert.Equal((PolicyEffect.Approve, "two-for-the-vault"), Of(vault, "analyst"));
        Assert.Equal((PolicyEffect.Approve, "two-for-the-vault"), Of(vault, "dba"));
        Assert.Equal((PolicyEffect.Deny, null), Of(vault, "platform"));
        Assert.Equal([SubjectKind.Person, SubjectKind.ServiceAccount, SubjectKind.Group], vault.Select(s => s.Kind).Distinct());
    }

    [Fact]
    public async Task It_names_the_operations_that_are_denied_or_held_and_the_rules_that_mask()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);

        var shop = (await console.Get<EffectiveAccess>().OfAsync("shop", default))!;

        Assert.Equal(["nobody-drops", "writes-need-a-dba"], shop.Single(s => s.Name == "analyst").Restrictions.Select(p => p.Name));
        Assert.Equal(["customer-pii", "cards-anywhere"], shop.Single(s => s.Name == "analyst").Masks.Select(r => r.Name));
        Assert.Equal(["cards-anywhere"], shop.Single(s => s is { Name: "privacy", Kind: SubjectKind.Group }).Masks.Select(r => r.Name));
        Assert.Empty((await console.Get<EffectiveAccess>().OfAsync("vault", default))!.Single(s => s.Name == "analyst").Restrictions);
    }

    [Fact]
    public async Task It_says_for_every_caller_what_the_rules_of_the_data_path_say()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var snapshot = (await console.Get<SnapshotSource>().CurrentAsync(default)).Whole;

        foreach (var connection in snapshot.Connections)
        {
            foreach (var subject in (await console.Get<EffectiveAccess>().OfAsync(connection.Name, default))!)
            {
                var caller = new CallerIdentity(subject.Name, subject.Kind == SubjectKind.ServiceAccount ? CallerKind.Machine : CallerKind.Human, subject.Groups, "");
                Assert.Equal(new SessionPolicies(snapshot, connection, caller).DecideSession(DateTimeOffset.UtcNow).Effect, subject.Session.Effect);
            }
        }
    }

    [Fact]
    public async Task A_disabled_subject_does_not_get_in_whatever_the_policies_say()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        await console.Get<ConfigurationService>().ApplyAsync(new ConsoleConfig { DisabledIdentities = ["analyst"] }, new Actor("tester", null), dryRun: false, default);

        var analyst = (await console.Get<EffectiveAccess>().OfAsync("shop", default))!.Single(s => s.Name == "analyst");

        Assert.Equal((true, false, PolicyEffect.Allow), (analyst.IsDisabled, analyst.MayConnect, analyst.Session.Effect));
    }

    [Fact]
    public async Task An_open_grant_is_seen_with_its_end()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var (_, ticket) = await console.PostAsync(SomeConfig.AnalystKey, "/api/v1/access-requests", new { connection = "vault", minutes = 5, reason = "x" });
        foreach (var key in new[] { SomeConfig.ApproverKey, SomeConfig.OtherApproverKey }) await console.PostAsync(key, $"/api/v1/approvals/{ticket!["id"]}/approve", new { });

        var vault = (await console.Get<EffectiveAccess>().OfAsync("vault", default))!;

        Assert.NotNull(vault.Single(s => s.Name == "analyst").GrantedUntil);
        Assert.Null(vault.Single(s => s.Name == "dirk").GrantedUntil);
    }

    [Fact]
    public async Task Of_no_connection_there_is_nothing_to_say()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);

        Assert.Null(await console.Get<EffectiveAccess>().OfAsync("nowhere", default));
    }

    static (PolicyEffect Effect, string? Policy) Of(IReadOnlyList<SubjectAccess> all, string name) => (all.Single(s => s.Name == name).Session.Effect, all.Single(s => s.Name == name).Session.Policy);
}
