using System.Security.Cryptography;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Connections;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

[Collection(nameof(Stores))]
public sealed class ConnectionDirectoryTests(Stores stores)
{
    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_connection_is_online_while_an_agent_that_serves_it_is(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var directory = console.Get<ConnectionDirectory>();
        Assert.Equal(ConnectionHealth.AgentOffline, (await directory.FindAsync("shop", default))!.Health);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var agent = await FakeAgent.JoinAsync(console, key);

        var shop = (await directory.FindAsync("shop", default))!;
        Assert.Equal((ConnectionHealth.Online, true, 0), (shop.Health, shop.HasPassword, shop.LiveSessions));
        Assert.Null(shop.Config.Credential.Password);
        Assert.Equal("local remote", string.Join(' ', (await directory.FindAsync("vault", default))!.AgentNames));
        Assert.Null(await directory.FindAsync("nowhere", default));
    }

    [Fact]
    public async Task Rules_that_concern_it_stand_in_the_order_in_which_they_decide()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);

        var shop = (await console.Get<ConnectionDirectory>().FindAsync("shop", default))!;
        var vault = (await console.Get<ConnectionDirectory>().FindAsync("vault", default))!;

        Assert.Equal(["analysts-may-connect", "nobody-drops", "writes-need-a-dba"], shop.Policies.Select(p => p.Name));
        Assert.Equal(["customer-pii", "cards-anywhere"], shop.MaskingRules.Select(r => r.Name));
        Assert.Equal(["two-for-the-vault", "analysts-may-connect"], vault.Policies.Select(p => p.Name));
        Assert.Empty(vault.MaskingRules);
    }

    [Fact]
    public async Task A_port_that_could_not_be_opened_is_told_until_it_is_or_the_connection_changes()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var agent = await FakeAgent.JoinAsync(console, key);
        var directory = console.Get<ConnectionDirectory>();

        await SayAsync("listener.failed");
        var failed = (await directory.FindAsync("shop", default))!;
        await SayAsync("listener.opened");
        var opened = (await directory.FindAsync("shop", default))!;
        await SayAsync("listener.failed");
        var moved = failed.Config with { Listen = failed.Config.Listen with { Port = 15999 } };
        await console.Get<ConfigurationService>().SaveAsync(new ConnectionDefinition(moved, failed.AgentNames), failed.Version, new Actor("tester", null), default);
        var changed = (await directory.FindAsync("shop", default))!;

        Assert.Equal([ConnectionHealth.PortClosed, ConnectionHealth.Online, ConnectionHealth.Online], [failed.Health, opened.Health, changed.Health]);
        Assert.Equal("agent local", failed.Trouble!.Agent);
        Assert.Contains("in use", failed.Trouble.Words, StringComparison.Ordinal);

        Task SayAsync(string action) => agent.CallAsync(nameof(IAgentControlHub.ReportAudit), new AgentAuditEntry(Guid.NewGuid(), DateTimeOffset.UtcNow, action, null, "shop", "address already in use"));
    }

    [Fact]
    public async Task What_names_a_connection_is_known_before_it_is_removed()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var config = await console.Get<ConfigurationService>().ReadAsync(default);

        var outcome = await console.Get<ConfigurationService>().RemoveAsync<ConnectionDefinition>("shop", new Actor("tester", null), default);

        Assert.False(outcome.Accepted);
        Assert.Equal(["policy analysts-may-connect", "policy writes-need-a-dba", "masking rule customer-pii"], ConnectionReferences.Of(config, "shop").Select(r => $"{r.Kind} {r.Name}"));
        Assert.Empty(ConnectionReferences.Of(config, "nowhere"));
    }
}
