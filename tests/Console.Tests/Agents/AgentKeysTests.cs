using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Console.Tests.Sessions;
using HoopLike.Console.Tests.Sessions.Replay;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

/// <summary>An agent's key is changed and revoked while its links are up.</summary>
[Collection(nameof(Stores))]
public sealed class AgentKeysTests(Stores stores) : IDisposable
{
    static readonly Actor me = new("tester", "10.0.0.9");
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly ECDsa next = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        key.Dispose();
        next.Dispose();
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_key_that_both_keys_prove_takes_the_old_ones_place_and_the_old_one_opens_nothing(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var (_, id) = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        await using var agent = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Control);
        await using var recordings = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Recordings);
        agent.Proposing = challenge => Proposal(id, challenge, key, next);

        Assert.Null(await console.Get<KeyRotation>().RotateAsync(id, me, default));

        Assert.Equal(AgentKeyEntity.IdOf(Public(next)), (string?)await agent.HearAsync(nameof(IAgentControlClient.TakeKey)));
        await recordings.GoneAsync();
        await agent.CallAsync(nameof(IAgentControlHub.ReportStatus), new AgentStatusReport(7, 0, 0, 0, 0));
        await Assert.ThrowsAsync<WebSocketException>(() => FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Recordings));
        await using var again = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, next), AgentHubAddress.Recordings);
        var entry = Assert.Single(await console.Get<AuditLog>().ReadAsync(null, 100, default), a => a.Action == "agent.key-changed");
        Assert.Equal(("tester", "10.0.0.9"), (entry.Actor, entry.Address));
    }

    [Theory]
    [InlineData("the old key does not sign")]
    [InlineData("the new key does not sign")]
    [InlineData("another challenge")]
    [InlineData("another agent")]
    [InlineData("its own key again")]
    [InlineData("no key")]
    public async Task A_key_that_is_not_proven_changes_nothing(string fault)
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, id) = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        await using var agent = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Control);
        agent.Proposing = challenge => fault switch
        {
            "the old key does not sign" => Proposal(id, challenge, next, next),
            "the new key does not sign" => Proposal(id, challenge, key, next) with { ByNewKey = Proposal(id, challenge, key, key).ByOldKey },
            "another challenge" => Proposal(id, "x" + challenge, key, next),
            "another agent" => Proposal(Guid.NewGuid(), challenge, key, next),
            "its own key again" => Proposal(id, challenge, key, key),
            _ => new KeyProposal("AAAA", [], []),
        };

        Assert.NotNull(await console.Get<KeyRotation>().RotateAsync(id, me, default));

        await using var again = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Recordings);
        var audit = await console.Get<AuditLog>().ReadAsync(null, 100, default);
        Assert.Contains(audit, a => a.Action == "agent.key-not-changed");
        Assert.DoesNotContain(audit, a => a.Action == "agent.key-changed");
    }

    [Fact]
    public async Task Recordings_of_before_and_after_a_change_and_of_a_revoked_agent_are_proven()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, id) = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        var before = await StoredSession.StoreAsync(console, new SomeRecording(key).Operation(1, "select 1").Close(), key);
        await using (var agent = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Control))
        {
            agent.Proposing = challenge => Proposal(id, challenge, key, next);
            Assert.Null(await console.Get<KeyRotation>().RotateAsync(id, me, default));
        }

        var after = await StoredSession.StoreAsync(console, new SomeRecording(next).Operation(1, "select 2").Close(), next);
        await console.Get<AgentKeys>().RevokeAsync(id, me, default);

        foreach (var session in new[] { before, after })
            Assert.True((await console.Get<SessionProver>().ProveAsync(await session.EntityAsync(), new Progress<double>(), default))!.Holds);
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_revoked_agent_is_told_cut_off_and_let_in_no_more(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var (_, id) = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        await using var agent = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Control);
        await using var recordings = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Recordings);
        var clock = Stopwatch.StartNew();

        Assert.True(await console.Get<AgentKeys>().RevokeAsync(id, me, default));

        Assert.Equal("this agent was revoked by tester", (string?)await agent.HearAsync(nameof(IAgentControlClient.Revoke)));
        await agent.GoneAsync();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await recordings.GoneAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Control));
        var overview = (await console.Get<AgentDirectory>().ListAsync(default)).Single(a => a.Name == "local");
        Assert.Empty(overview.Members);
        Assert.Equal("tester", Assert.Single(overview.Revoked).RevokedBy);
        Assert.False(await console.Get<AgentKeys>().RevokeAsync(id, me, default));
    }

    [Fact]
    public async Task Only_who_has_the_revoked_key_is_told_that_it_was_revoked()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, id) = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        await console.Get<AgentKeys>().RevokeAsync(id, me, default);

        var holder = await AskAsync(console, AgentJwt.Of(id, key));
        var other = await AskAsync(console, AgentJwt.Of(id, next));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (holder.StatusCode, other.StatusCode));
        Assert.Equal("this agent was revoked by tester", Assert.Single(holder.Headers.GetValues(AgentHubAddress.RevokedHeader)));
        Assert.False(other.Headers.Contains(AgentHubAddress.RevokedHeader));
    }

    [Fact]
    public async Task Removing_an_agent_revokes_its_processes()
    {
        await using var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var (_, id) = await FakeAgent.EnrolAsync(console, key, "remote", "another-token");
        await using var agent = await FakeAgent.ConnectAsync(console, AgentJwt.Of(id, key), AgentHubAddress.Control);
        var without = SomeConfig.Yaml.Replace("  - {name: remote, token: another-token}\n", "", StringComparison.Ordinal).Replace("agents: [local, remote]", "agents: [local]", StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", without)).Status);

        Assert.Contains("this agent was revoked by whoever removed it", (string?)await agent.HearAsync(nameof(IAgentControlClient.Revoke)), StringComparison.Ordinal);
        await agent.GoneAsync();
    }

    static async Task<HttpResponseMessage> AskAsync(RunningConsole console, string token)
    {
        using var client = console.Client(token);
        return await client.GetAsync(AgentHubAddress.Control);
    }

    static string Public(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    static KeyProposal Proposal(Guid id, string challenge, ECDsa old, ECDsa made)
    {
        var statement = AgentKeyChange.Statement(id, challenge, Public(made));
        return new KeyProposal(Public(made), Sign(old), Sign(made));

        byte[] Sign(ECDsa by) => by.SignData(statement, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
