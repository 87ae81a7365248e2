using System.Net;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Api;

public sealed class WhoAmIApiTests
{
    [Fact]
    public async Task Everybody_learns_as_whom_the_console_sees_them()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);

        var (status, me) = await console.GetAsync(SomeConfig.ApproverKey, "/api/v1/whoami");

        Assert.Equal((HttpStatusCode.OK, "dirk", "machine"), (status, (string)me!["name"]!, (string)me["kind"]!));
        Assert.Contains("approver", me["roles"]!.AsArray().Select(r => (string)r!));
        Assert.Null(me["connection"]);
        Assert.Empty(me["actors"]!.AsArray());
        Assert.Equal(HttpStatusCode.Unauthorized, (await console.GetAsync(null, "/api/v1/whoami")).Status);
    }

    [Fact]
    public async Task A_token_for_one_connection_says_so_and_has_no_role()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, issued) = await console.PostAsync(SomeConfig.ApproverKey, "/api/v1/tokens", new { connection = "shop", minutes = 5 });

        var (_, me) = await console.GetAsync((string)issued!["token"]!, "/api/v1/whoami");

        Assert.Equal(("shop", "user"), ((string)me!["connection"]!, (string)Assert.Single(me["roles"]!.AsArray())!));
    }

    [Fact]
    public async Task Who_acts_for_somebody_is_named_with_them()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, issued) = await console.PostAsync(SomeConfig.ApproverKey, "/api/v1/tokens", new { minutes = 5 });
        var (_, exchanged) = await OAuthTests.FormAsync(
            console, "/oauth/token", ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", (string)issued!["token"]!), ("actor_token", SomeConfig.AnalystKey));

        var (_, me) = await console.GetAsync((string)exchanged!["access_token"]!, "/api/v1/whoami");

        Assert.Equal(("dirk", "analyst"), ((string)me!["name"]!, (string)Assert.Single(me["actors"]!.AsArray())!));
    }
}
