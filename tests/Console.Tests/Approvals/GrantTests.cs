using System.Net;
using System.Security.Cryptography;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Approvals;

public sealed class GrantTests
{
    [Fact]
    public async Task Two_approvals_open_a_grant_that_agents_learn_of_and_a_revocation_ends_it()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var agent = await FakeAgent.JoinAsync(console, key);
        Assert.Empty((await agent.SnapshotAsync()).Grants);

        var (created, ticket) = await console.PostAsync(SomeConfig.AnalystKey, "/api/v1/access-requests", new { connection = "vault", minutes = 500, reason = "quarter" });
        var path = $"/api/v1/approvals/{ticket!["id"]}";
        await console.PostAsync(SomeConfig.ApproverKey, path + "/approve", new { });
        var (_, approved) = await console.PostAsync(SomeConfig.OtherApproverKey, path + "/approve", new { });
        var grant = Assert.Single((await agent.SnapshotAsync()).Grants);
        var (revoked, _) = await console.PostAsync(SomeConfig.ApproverKey, path + "/revoke", new { reason = "enough" });

        Assert.Equal((HttpStatusCode.Created, 30), (created, (int)ticket["grantMinutes"]!));
        Assert.Equal("approved", (string?)approved!["status"]);
        Assert.Equal(("analyst", "vault"), (grant.Identity, grant.Connection));
        Assert.Equal(HttpStatusCode.OK, revoked);
        Assert.Empty((await agent.SnapshotAsync()).Grants);
    }

    [Theory]
    [InlineData("shop", 403)]
    [InlineData("nowhere", 403)]
    public async Task Where_nothing_is_to_be_asked_for_there_is_no_ticket(string connection, int expected)
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);

        Assert.Equal(expected, (int)(await console.PostAsync(SomeConfig.AnalystKey, "/api/v1/access-requests", new { connection, minutes = 5, reason = "" })).Status);
    }
}
