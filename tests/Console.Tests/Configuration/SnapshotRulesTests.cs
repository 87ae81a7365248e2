using HoopLike.Console.Configuration;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

public sealed class SnapshotRulesTests
{
    static readonly PolicyConfig policy = new() { Name = "p", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation };

    [Fact]
    public void What_an_agent_would_refuse_is_refused_when_it_is_saved()
    {
        var window = new TimeWindow([], TimeSpan.Zero, TimeSpan.FromHours(24), "Mars/Olympus");
        Assert.Equal("policies[0].when.zone", Assert.Single(Check(policy with { When = window })).Path);
        Assert.Equal("policies[0].match.sql.tables[0]", Assert.Single(Check(policy with { Sql = new() { Tables = ["public.ord*"] } })).Path);
    }

    [Fact]
    public void A_mistake_is_told_once() =>
        Assert.Equal("policies[0].match.sql.kinds[0]", Assert.Single(Check(policy with { Sql = new() { Kinds = ["burn"] } })).Path);

    [Fact]
    public void What_agents_accept_is_accepted() => Assert.Empty(Check(policy));

    static IEnumerable<ConfigMistake> Check(PolicyConfig wanted) => ConfigRules.Check(new ConsoleConfig { Policies = [wanted] }, new ConsoleConfig());
}
