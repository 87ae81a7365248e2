using System.Net;
using System.Net.Sockets;
using HoopLike.Agent.Tests.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres.Asking;

[Collection(PrivatePostgresCollection.Name)]
public sealed class PgProbeTests(PrivatePostgres server) : IDisposable
{
    private readonly Asker asker = new();

    public void Dispose() => asker.Dispose();

    [Fact]
    public async Task A_good_connection_passes_every_step()
    {
        var probe = await asker.ProbeAsync(Dialling.Connection(server.Port, "by_scram_tls", PrivatePostgres.Password, TargetTlsMode.VerifyFull, server.Authority.Pem, "localhost"));
        Assert.Equal(["Name resolution", "Connect", "TLS", "Login", "Server version", "Catalogue"], probe.Steps.Select(s => s.Name));
        Assert.All(probe.Steps, s => Assert.Equal(ProbeOutcome.Ok, s.Outcome));
        Assert.Contains("127.0.0.1", Words(probe, "Name resolution"), StringComparison.Ordinal);
        Assert.Contains("TLS 1.3", Words(probe, "TLS"), StringComparison.Ordinal);
        Assert.Contains("verified", Words(probe, "TLS"), StringComparison.Ordinal);
        Assert.StartsWith("Signed in as by_scram_tls, database postgres.", Words(probe, "Login"), StringComparison.Ordinal);
        Assert.StartsWith("PostgreSQL 1", Words(probe, "Server version"), StringComparison.Ordinal);
        Assert.True(probe.Succeeded);
    }

    [Fact]
    public async Task What_is_weak_is_said_though_it_works()
    {
        var unverified = await asker.ProbeAsync(Dialling.Connection(server.Port, "by_scram", PrivatePostgres.Password, TargetTlsMode.Require));
        Assert.Contains("not verified", Words(unverified, "TLS"), StringComparison.Ordinal);
        var plain = await asker.ProbeAsync(Dialling.Connection(server.Port, "app"));
        Assert.Equal(ProbeOutcome.Skipped, plain.Steps.Single(s => s.Name == "TLS").Outcome);
        Assert.Equal(ProbeOutcome.Skipped, plain.Steps.Single(s => s.Name == "Name resolution").Outcome);
        Assert.Contains("superuser", Words(plain, "Login"), StringComparison.Ordinal);
        Assert.True(plain.Succeeded);
    }

    [Theory]
    [InlineData("by_scram")]
    [InlineData("by_md5")]
    public async Task A_wrong_password_is_told_without_it(string user)
    {
        var probe = await asker.ProbeAsync(Dialling.Connection(server.Port, user, "wr0ng marker", TargetTlsMode.Require));
        Assert.Equal(ProbeOutcome.Failed, probe.Steps.Single(s => s.Name == "Login").Outcome);
        Assert.Contains("Check user name and password", Words(probe, "Login"), StringComparison.Ordinal);
        Assert.Equal(ProbeOutcome.Skipped, probe.Steps.Single(s => s.Name == "Catalogue").Outcome);
        Assert.DoesNotContain(probe.Steps, s => s.Words.Contains("wr0ng marker", StringComparison.Ordinal));
        Assert.False(probe.Succeeded);
    }

    [Fact]
    public async Task A_port_on_which_nobody_listens_is_told()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        Assert.Contains("Nothing listens on this port", Words(await asker.ProbeAsync(Dialling.Connection(port)), "Connect"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_none_is_told()
    {
        var probe = await asker.ProbeAsync(Dialling.Connection(server.Port, host: "no-such-host.invalid"));
        Assert.Equal(ProbeOutcome.Failed, probe.Steps[0].Outcome);
        Assert.Equal(ProbeOutcome.Skipped, probe.Steps[1].Outcome);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_or_for_another_name_is_told()
    {
        var stranger = await asker.ProbeAsync(Dialling.Connection(server.Port, tls: TargetTlsMode.VerifyFull, authority: new TestAuthority("Another").Pem));
        Assert.Contains("authority", Words(stranger, "TLS"), StringComparison.Ordinal);
        var misnamed = await asker.ProbeAsync(Dialling.Connection(server.Port, tls: TargetTlsMode.VerifyFull, authority: server.Authority.Pem, host: "127.0.0.2"));
        Assert.Contains("for another name", Words(misnamed, "TLS"), StringComparison.Ordinal);
        Assert.Equal(ProbeOutcome.Failed, misnamed.Steps.Single(s => s.Name == "TLS").Outcome);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told() =>
        Assert.Contains("no such database", Words(await asker.ProbeAsync(Dialling.Connection(server.Port, database: "nowhere")), "Login"), StringComparison.Ordinal);

    [Fact]
    public async Task A_server_that_speaks_something_else_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
        });
        var probe = await asker.ProbeAsync(Dialling.Connection(((IPEndPoint)listener.LocalEndpoint).Port));
        await serving;
        Assert.Equal(ProbeOutcome.Failed, probe.Steps.Single(s => s.Name == "Login").Outcome);
    }

    private static string Words(ConnectionProbe probe, string step) => probe.Steps.Single(s => s.Name == step).Words;
}
