using System.Net.WebSockets;
using System.Security.Cryptography;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Agents;

public sealed class AgentHubTests : IAsyncLifetime
{
    static readonly Actor me = new("tester", null);
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    RunningConsole console = null!;

    public async Task InitializeAsync() => console = await RunningConsole.StartAsync(SomeConfig.Yaml);

    public async Task DisposeAsync()
    {
        await console.DisposeAsync();
        key.Dispose();
    }

    [Theory]
    [InlineData("no signature")]
    [InlineData("expired")]
    [InlineData("long-lived")]
    [InlineData("foreign key")]
    [InlineData("other audience")]
    [InlineData("unknown agent")]
    [InlineData("a caller's key")]
    public async Task A_token_that_proves_nothing_opens_no_link(string fault)
    {
        var (_, id) = await FakeAgent.EnrolAsync(console, key, "local", SomeConfig.AgentToken);
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = fault switch
        {
            "no signature" => AgentJwt.Of(id, key, alg: "none"),
            "expired" => AgentJwt.Of(id, key, issuedAgo: 200),
            "long-lived" => AgentJwt.Of(id, key, life: 3600),
            "foreign key" => AgentJwt.Of(id, foreign),
            "other audience" => AgentJwt.Of(id, key, audience: "hooplike"),
            "unknown agent" => AgentJwt.Of(Guid.NewGuid(), key),
            _ => SomeConfig.AdminKey,
        };

        foreach (var hub in new[] { AgentHubAddress.Control, AgentHubAddress.Recordings })
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => FakeAgent.ConnectAsync(console, token, hub));
            Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_snapshot_holds_what_concerns_the_agent_and_the_real_credential()
    {
        await using var agent = await FakeAgent.JoinAsync(console, key, "remote", "another-token");

        var snapshot = await agent.SnapshotAsync();

        Assert.Equal(["vault"], snapshot.Connections.Select(c => c.Name));
        Assert.Equal(["analysts-may-connect", "two-for-the-vault"], snapshot.Policies.Select(p => p.Name));
        Assert.Empty(snapshot.MaskingRules);
        Assert.Contains(snapshot.TokenIssuers, i => i.IsConsole && i.Issuer == console.Address);
        Assert.Equal(32, Convert.FromBase64String(snapshot.MaskingKey!.Reveal()).Length);
    }

    [Fact]
    public async Task Every_change_reaches_a_connected_agent()
    {
        await using var agent = await FakeAgent.JoinAsync(console, key);
        var first = await agent.SnapshotAsync();
        Assert.Equal(SomeConfig.TargetPassword, first.Connections.Single(c => c.Name == "shop").Credential.Password!.Reveal());

        await console.Get<ConfigurationService>().RemoveAsync<MaskingRuleConfig>("cards-anywhere", me, default);
        var second = await agent.SnapshotAsync();

        Assert.True(second.Version > first.Version);
        Assert.Equal(["customer-pii"], second.MaskingRules.Select(r => r.Name));
    }

    [Fact]
    public async Task A_removed_account_is_told_to_agents_as_disabled_while_its_tokens_may_live()
    {
        await using var agent = await FakeAgent.JoinAsync(console, key);
        await agent.SnapshotAsync();

        await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", "users: []");

        Assert.Contains("engineer", (await agent.SnapshotAsync()).DisabledIdentities);
    }

    [Fact]
    public async Task An_agent_is_online_while_its_link_is_up()
    {
        await using (var agent = await FakeAgent.JoinAsync(console, key))
        {
            await agent.CallAsync(nameof(IAgentControlHub.ReportStatus), new AgentStatusReport(7, 3, 1, 100, 2));
            var (_, body) = await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/agents");
            var local = body!.AsArray().Single(a => (string?)a!["name"] == "local")!;
            Assert.Equal(("online", 7, 3, "1.0"), ((string)local["status"]!, (int)local["snapshotVersion"]!, (int)local["sessions"]!, (string)local["version"]!));
        }

        await Until.HoldsAsync(async () => (await console.Get<AgentDirectory>().ListAsync(default)).All(a => !a.Online), "the agent is offline");
    }

    [Fact]
    public async Task What_an_agent_refused_is_in_the_audit_log_once()
    {
        await using var agent = await FakeAgent.JoinAsync(console, key);
        var entry = new AgentAuditEntry(Guid.NewGuid(), DateTimeOffset.UtcNow, "session.refused", "mallory", "shop", "no policy lets you connect");

        await agent.CallAsync(nameof(IAgentControlHub.ReportAudit), entry);
        await agent.CallAsync(nameof(IAgentControlHub.ReportAudit), entry);

        Assert.Single(await console.Get<AuditLog>().ReadAsync(null, 100, default), a => a is { Actor: "mallory", Action: "session.refused" });
    }

    [Fact]
    public async Task A_listener_certificate_has_the_names_that_were_asked_for_and_nothing_else()
    {
        await using var agent = await FakeAgent.JoinAsync(console, key);
        using var listener = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=agent", listener, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new System.Security.Cryptography.X509Certificates.X509BasicConstraintsExtension(true, false, 0, true));
        var names = new System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder();
        names.AddDnsName("db.example.com");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        names.AddEmailAddress("root@example.com");
        request.CertificateExtensions.Add(names.Build());

        var signed = await agent.CallAsync(nameof(IAgentControlHub.SignListenerRequest), request.CreateSigningRequestPem());

        var chain = new System.Security.Cryptography.X509Certificates.X509Certificate2Collection();
        chain.ImportFromPem((string)signed!["chainPem"]!);
        Assert.True(chain[0].MatchesHostname("db.example.com") && chain[0].MatchesHostname("127.0.0.1"));
        Assert.DoesNotContain("root@example.com", System.Text.Encoding.Latin1.GetString(chain[0].RawData), StringComparison.Ordinal);
        Assert.False(chain[0].Extensions.OfType<System.Security.Cryptography.X509Certificates.X509BasicConstraintsExtension>().Single().CertificateAuthority);
        using var policy = new System.Security.Cryptography.X509Certificates.X509Chain { ChainPolicy = { TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust, RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck } };
        policy.ChainPolicy.CustomTrustStore.Add(chain[^1]);
        Assert.True(policy.Build(chain[0]));
    }

    [Fact]
    public async Task An_agent_that_misses_a_key_learns_which_snapshot_has_what_is_known_now()
    {
        await using var agent = await FakeAgent.JoinAsync(console, key);
        var pushed = await agent.SnapshotAsync();

        foreach (var issuer in new[] { "corp", "nobody" }) Assert.True((long)(await agent.CallAsync(nameof(IAgentControlHub.RequestKeys), issuer))! >= pushed.Version);
    }
}
