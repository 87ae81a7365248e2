using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using HoopLike.Agent.Tests.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Npgsql;
using Xunit;

namespace HoopLike.Agent.Tests.Commands;

/// <summary>The program as it stands, between a real client and a real server.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class AgentServesTests(PrivatePostgres postgres) : IAsyncLifetime
{
    private const string key = "hlk_0123456789abcdef0123456789abcdef";
    private readonly ScratchDirectory scratch = new();
    private readonly int port = FreePort();
    private FakeConsole console = null!;

    public async Task InitializeAsync()
    {
        console = await FakeConsole.StartAsync();
        console.SnapshotAtHello = JsonSerializer.Serialize(Snapshot(1), SnapshotJson.Revealing);
    }

    public async Task DisposeAsync()
    {
        await console.DisposeAsync();
        scratch.Dispose();
    }

    [Fact]
    public async Task A_client_is_served_and_told_when_the_agent_stops()
    {
        using var agent = Start();
        await agent.SaysAsync("listens on");
        await using var client = await OpenAsync();
        await using var query = new NpgsqlCommand("select 40 + $1", client) { Parameters = { new() { Value = 2 } } };
        Assert.Equal(42, await query.ExecuteScalarAsync());
        agent.Terminate();
        Assert.Equal(0, await agent.ExitAsync());
        var told = await Assert.ThrowsAnyAsync<NpgsqlException>(() => query.ExecuteScalarAsync());
        Assert.DoesNotContain("hush", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_disables_the_caller_ends_its_session_within_a_second()
    {
        using var agent = Start();
        await agent.SaysAsync("listens on");
        await using var client = await OpenAsync();
        await console.Agents.Clients.All.ApplySnapshot(JsonSerializer.Serialize(Snapshot(2) with { DisabledIdentities = ["bot"] }, SnapshotJson.Revealing));
        await agent.SaysAsync("\"bot\" is disabled");
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await new NpgsqlCommand("select 1", client).ExecuteScalarAsync());
        await Assert.ThrowsAnyAsync<NpgsqlException>(OpenAsync);
    }

    [Fact]
    public async Task Killed_and_started_again_with_the_console_away_it_serves()
    {
        using (var first = Start())
        {
            await first.SaysAsync("listens on");
            await using var client = await OpenAsync();
            first.Kill();
            await first.ExitAsync();
        }
        await console.DownAsync();
        using var second = Start();
        await second.SaysAsync("1 that a dead process left open");
        await second.SaysAsync("listens on");
        await using var again = await OpenAsync();
        await using var query = new NpgsqlCommand("select 1", again);
        Assert.Equal(1, await query.ExecuteScalarAsync());
    }

    private AgentSnapshot Snapshot(long version) => new()
    {
        Version = version,
        ConsoleAddress = "http://localhost:8080",
        Connections =
        [
            Some.Connection("shop", port) with
            {
                Target = new TargetConfig("127.0.0.1", postgres.Port, "postgres", TargetTlsMode.Disable),
                Credential = new CredentialConfig("app", new Secret("hush")),
                ClientTls = ClientTlsMode.Optional,
            },
        ],
        Policies = [new PolicyConfig { Name = "all-may", Effect = PolicyEffect.Allow, Scope = PolicyScope.Session }],
        ServiceAccounts = [Some.Account(key, "bot")],
        MaskingKey = new Secret(Convert.ToBase64String(new byte[32])),
    };

    private AgentProcess Start() => new(
        ["agent", "--data-dir", scratch.Data.FullPath, "--console", console.Address.ToString(), "--name", "local"],
        ("HOOPLIKE_AGENT_TOKEN", "enrol-me-once"));

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var client = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=whoever;Password={key};Database=postgres;Pooling=false;SSL Mode=Disable;Timeout=15");
        await client.OpenAsync();
        return client;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
