using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Microsoft.IdentityModel.JsonWebTokens;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

public sealed class TokenDeskTests
{
    static readonly Actor actor = new("dirk", null);

    [Fact]
    public async Task A_token_is_good_for_its_connection_and_its_time_and_the_audit_log_knows_of_it()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var caller = new CallerIdentity("dirk", CallerKind.Human, ["dba"], "sign-in");

        var (token, expiresAt, problem) = await console.Get<TokenDesk>().IssueAsync(caller, "shop", 30, actor, default);

        Assert.Null(problem);
        var read = new JsonWebToken(token!.Reveal());
        Assert.Equal(("dirk", "shop"), (read.Subject, read.GetClaim("connection").Value));
        Assert.Equal(expiresAt.UtcDateTime, read.ValidTo, TimeSpan.FromSeconds(1));
        var entry = (await console.Get<AuditLog>().ReadAsync(null, 1, default))[0];
        Assert.Equal(("dirk", "token.issued", "connection shop"), (entry.Actor, entry.Action, entry.Target));
        Assert.DoesNotContain(token.Reveal(), entry.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("nowhere")]
    public async Task Who_may_not_connect_gets_none(string connection)
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);

        var (token, _, problem) = await console.Get<TokenDesk>().IssueAsync(new CallerIdentity("engineer", CallerKind.Human, ["platform"], "sign-in"), connection, 30, actor, default);

        Assert.Null(token);
        Assert.Equal($"There is no connection '{connection}' that you may use.", problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(721)]
    public async Task It_lives_up_to_twelve_hours(int minutes)
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => console.Get<TokenDesk>().IssueAsync(new CallerIdentity("dirk", CallerKind.Human, ["dba"], "sign-in"), "shop", minutes, actor, default));
    }
}
