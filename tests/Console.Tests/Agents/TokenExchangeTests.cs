using System.Net;
using System.Security.Cryptography;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Microsoft.IdentityModel.JsonWebTokens;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

public sealed class TokenExchangeTests
{
    static readonly CallerIdentity dirk = new("dirk", CallerKind.Machine, ["dba"], "access token");
    static readonly CallerIdentity analyst = new("analyst", CallerKind.Machine, ["analysts"], "access token");
    static readonly Actor by = new("analyst", "127.0.0.1");

    [Fact]
    public async Task The_token_is_the_subjects_with_the_actor_outermost_and_both_chains_within()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var first = await ExchangeAsync(console, dirk, analyst);
        var through = (await console.Get<CredentialProof>().ProveAsync(first.Token!, default))!.Identity;
        var second = await ExchangeAsync(console, through, new CallerIdentity("dora", CallerKind.Machine, ["dba"], "access token") { Actors = [new ActorIdentity("boss", CallerKind.Machine, ["dba"], "access token")] });

        var proven = await console.Get<CredentialProof>().ProveAsync(second.Token!, default);

        Assert.Equal("dirk via analyst", through.Words);
        Assert.Equal("dirk via analyst via dora via boss", proven!.Identity.Words);
        Assert.Equal(["boss", "dora", "analyst"], proven.Identity.Actors.Select(a => a.Name));
        Assert.Equal("boss", new JsonWebToken(second.Token!.Reveal()).GetPayloadValue<System.Text.Json.JsonElement>("act").GetProperty("sub").GetString());
        var entry = (await console.Get<AuditLog>().ReadAsync(null, 1, default))[0];
        Assert.Equal(("analyst", "token.exchanged"), (entry.Actor, entry.Action));
        Assert.StartsWith("dirk via analyst via dora via boss, until", entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_lives_no_longer_than_it_is_given()
    {
        var time = new ManualTime();
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml, time: time);

        var token = await ExchangeAsync(console, dirk, analyst, life: TimeSpan.FromMinutes(7));

        Assert.Equal(time.GetUtcNow().AddMinutes(7), token.ExpiresAt, TimeSpan.FromSeconds(1));
        Assert.Equal(time.GetUtcNow() + AccessTokens.LongestLife, (await ExchangeAsync(console, dirk, analyst, life: TimeSpan.FromDays(9))).ExpiresAt, TimeSpan.FromSeconds(1));
        Assert.Contains("expired", (await ExchangeAsync(console, dirk, analyst, life: TimeSpan.Zero)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_act_together_gets_none_and_the_audit_log_says_why()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        ActorIdentity Bot(int n) => new($"bot-{n}", CallerKind.Machine, [], "access token");

        Assert.Equal("dirk cannot act for itself.", (await ExchangeAsync(console, dirk, dirk)).Problem);
        Assert.Equal("analyst would be in the chain twice.", (await ExchangeAsync(console, dirk with { Actors = [Bot(1), new ActorIdentity("analyst", CallerKind.Machine, [], "key")] }, analyst)).Problem);
        Assert.Equal("More than 8 would act for dirk; delegate in fewer steps.", (await ExchangeAsync(console, dirk with { Actors = [.. Enumerable.Range(1, 8).Select(Bot)] }, analyst)).Problem);
        Assert.Null((await ExchangeAsync(console, dirk with { Actors = [.. Enumerable.Range(1, 7).Select(Bot)] }, analyst)).Problem);
        Assert.Equal("There is no connection 'shop' that dirk via stranger may use.", (await ExchangeAsync(console, dirk, new CallerIdentity("stranger", CallerKind.Machine, [], ""), "shop")).Problem);
        await console.Get<IdentityDesk>().SetDisabledAsync("analyst", true, new Actor("ops", null), default);
        Assert.Equal("analyst is disabled.", (await ExchangeAsync(console, dirk, analyst)).Problem);
        Assert.Equal("analyst is disabled.", (await ExchangeAsync(console, analyst, dirk)).Problem);
        Assert.Equal("analyst is disabled.", (await ExchangeAsync(console, dirk with { Actors = [new ActorIdentity("analyst", CallerKind.Machine, [], "key")] }, new CallerIdentity("dora", CallerKind.Machine, [], ""))).Problem);
        Assert.Equal("token.refused", (await console.Get<AuditLog>().ReadAsync(null, 1, default))[0].Action);
    }

    [Fact]
    public async Task The_bearer_sees_its_own_at_the_console_and_has_no_role()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var token = (await ExchangeAsync(console, new CallerIdentity("boss", CallerKind.Machine, ["platform", "dba"], ""), analyst)).Token!.Reveal();

        var (_, connections) = await console.GetAsync(token, "/api/v1/connections");
        Assert.Equal(HttpStatusCode.Forbidden, (await console.GetAsync(token, "/api/v1/config")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await console.GetAsync(token, "/api/v1/approvals")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await console.PostAsync(token, "/api/v1/tokens", new { })).Status);
        Assert.Equal(["shop", "vault"], connections!.AsArray().Select(c => (string?)c!["name"]));

        var alone = (await ExchangeAsync(console, new CallerIdentity("boss", CallerKind.Machine, ["platform", "dba"], ""), new CallerIdentity("stranger", CallerKind.Machine, [], ""))).Token!.Reveal();
        var (_, none) = await console.GetAsync(alone, "/api/v1/connections");
        Assert.Empty(none!.AsArray());
    }

    [Fact]
    public async Task A_bearer_is_refused_the_moment_that_one_of_the_chain_is_gone()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var byKey = (await console.Get<CredentialProof>().ProveAsync(new Secret(SomeConfig.AnalystKey), default))!.Identity;
        var token = (await ExchangeAsync(console, dirk, byKey)).Token!.Reveal();
        Assert.Equal(HttpStatusCode.OK, (await console.GetAsync(token, "/api/v1/connections")).Status);

        await console.Get<IdentityDesk>().SetDisabledAsync("analyst", true, new Actor("ops", null), default);
        await Until.HoldsAsync(async () => (await console.GetAsync(token, "/api/v1/connections")).Status == HttpStatusCode.Unauthorized, "the token is refused");
        await console.Get<IdentityDesk>().SetDisabledAsync("analyst", false, new Actor("ops", null), default);
        await Until.HoldsAsync(async () => (await console.GetAsync(token, "/api/v1/connections")).Status == HttpStatusCode.OK, "the token is taken again");

        Assert.Equal("service account key " + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(SomeConfig.AnalystKey)))[..12], byKey.ProvenBy);
    }

    [Fact]
    public async Task A_grant_that_was_asked_for_through_somebody_is_the_chains()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var agent = await FakeAgent.JoinAsync(console, key);
        Assert.Empty((await agent.SnapshotAsync()).Grants);
        var token = (await ExchangeAsync(console, analyst, dirk)).Token!.Reveal();

        var (_, ticket) = await console.PostAsync(token, "/api/v1/access-requests", new { connection = "vault", minutes = 5, reason = "quarter" });
        var path = $"/api/v1/approvals/{ticket!["id"]}";
        Assert.Equal("dirk", (string?)ticket["actors"]![0]!["name"]);
        // dirk may approve for the vault, but not what is asked for through dirk.
        Assert.Equal(HttpStatusCode.Forbidden, (await console.PostAsync(SomeConfig.ApproverKey, path + "/approve", new { })).Status);
        Assert.Equal(HttpStatusCode.OK, (await console.PostAsync(SomeConfig.OtherApproverKey, path + "/approve", new { })).Status);
        Assert.Equal(HttpStatusCode.OK, (await console.PostAsync(SomeConfig.AdminApproverKey, path + "/approve", new { })).Status);

        var grant = Assert.Single((await agent.SnapshotAsync()).Grants);
        Assert.Equal(("analyst", "dirk"), (grant.Identity, Assert.Single(grant.Actors).Name));
        Assert.Contains(await console.Get<AuditLog>().ReadAsync(null, 20, default), e => e.Action == "approval.requested" && e.Actor == "analyst via dirk");
    }

    static Task<TokenExchange> ExchangeAsync(RunningConsole console, CallerIdentity subject, CallerIdentity actor, string? connection = null, TimeSpan? life = null) =>
        console.Get<TokenExchangeService>().ExchangeAsync(subject, actor, connection, life ?? TimeSpan.FromMinutes(5), by, default);
}
