using System.Security.Cryptography;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Data;

/// <summary>Two consoles on one PostgreSQL: what one does, agents of the other learn.</summary>
[Collection(nameof(Stores))]
public sealed class TwoConsolesTests(Stores stores)
{
    [Fact]
    public async Task Changes_and_decisions_cross_from_one_console_to_the_agents_of_the_other()
    {
        using var directory = new TempDirectory();
        var settings = await stores.PostgresSettingsAsync();
        await using var first = await RunningConsole.StartAsync(SomeConfig.Yaml, directory, null, settings);
        await using var second = await RunningConsole.StartAsync(SomeConfig.Yaml, directory, null, settings);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var agent = await FakeAgent.JoinAsync(first, key);
        await agent.SnapshotAsync();

        await second.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", "maskingRules: []");
        Assert.Empty((await agent.SnapshotAsync()).MaskingRules);

        var request = Some.Request("writes-need-a-dba");
        await agent.CallAsync(nameof(IAgentControlHub.OpenTicket), request);
        Assert.Equal(200, (int)(await second.PostAsync(SomeConfig.ApproverKey, $"/api/v1/approvals/{request.Id}/deny", new { reason = "no" })).Status);
        Assert.Equal("denied", (string?)(await agent.HearAsync(nameof(IAgentControlClient.Decide)))["status"]);
    }
}
