using HoopLike.Agent.Gates;
using HoopLike.Agent.Tests.Targets;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

[Collection(PrivatePostgresCollection.Name)]
public sealed class PgTargetLoginTests(PrivatePostgres server)
{
    private const string Encrypted = "select ssl::text from pg_stat_ssl where pid = pg_backend_pid()";

    [Theory]
    [InlineData("by_trust", TargetTlsMode.Disable)]
    [InlineData("by_trust", TargetTlsMode.Require)]
    [InlineData("by_password", TargetTlsMode.Disable)]
    [InlineData("by_password", TargetTlsMode.Prefer)]
    [InlineData("by_md5", TargetTlsMode.Disable)]
    [InlineData("by_md5", TargetTlsMode.Require)]
    [InlineData("by_scram", TargetTlsMode.Disable)]
    [InlineData("by_scram", TargetTlsMode.Prefer)]
    [InlineData("by_scram_tls", TargetTlsMode.Require)]
    [InlineData("by_scram_tls", TargetTlsMode.VerifyFull)]
    public async Task Every_way_to_sign_in_leads_to_a_session_of_the_credentials_user(string user, TargetTlsMode tls)
    {
        var connection = Dialling.Connection(server.Port, user, PrivatePostgres.Password, tls, server.Authority.Pem);
        var (link, session) = await Dialling.OpenAsync(connection);
        await using var owned = link;
        Assert.Equal(user, await Dialling.AskAsync(link, "select current_user"));
        Assert.Equal(tls == TargetTlsMode.Disable ? "false" : "true", await Dialling.AskAsync(link, Encrypted));
        Assert.Equal($"{session.ProcessId}", await Dialling.AskAsync(link, "select pg_backend_pid()"));
        Assert.Equal('I', session.TransactionStatus);
        Assert.Contains(session.Parameters, p => p is ("client_encoding", "UTF8"));
    }

    [Fact]
    public async Task Start_up_parameters_reach_the_server_and_the_connections_database_comes_first()
    {
        var connection = Dialling.Connection(server.Port, database: "template1");
        var (link, session) = await Dialling.OpenAsync(connection, "postgres", ("application_name", "tést"), ("options", "-c search_path=a,b"), ("DateStyle", "German"), ("user", "app"), ("database", "postgres"), ("replication", "true"));
        await using var owned = link;
        Assert.Equal("template1", await Dialling.AskAsync(link, "select current_database()"));
        Assert.Equal("by_trust", await Dialling.AskAsync(link, "select session_user"));
        Assert.Equal("a,b", await Dialling.AskAsync(link, "show search_path"));
        Assert.Contains(session.Parameters, p => p.Name == "DateStyle" && p.Value.StartsWith("German", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_without_a_database_takes_the_clients()
    {
        var (link, _) = await Dialling.OpenAsync(Dialling.Connection(server.Port, database: null), "template1");
        await using var owned = link;
        Assert.Equal("template1", await Dialling.AskAsync(link, "select current_database()"));
    }

    [Theory]
    [InlineData("by_password")]
    [InlineData("by_md5")]
    [InlineData("by_scram")]
    public async Task A_wrong_password_is_told_without_the_credential(string user)
    {
        var refused = await RefusedAsync(Dialling.Connection(server.Port, user, "wrong"));
        Assert.Contains("refused the gateway's credential", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(user, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_is_asked_for_and_not_there_is_told() =>
        Assert.Contains("the connection has none", (await RefusedAsync(Dialling.Connection(server.Port, "by_scram"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_user_that_must_come_over_TLS_does_not_get_in_without() =>
        Assert.Contains("refused the gateway's credential", (await RefusedAsync(Dialling.Connection(server.Port, "by_scram_tls", PrivatePostgres.Password))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_database_that_does_not_exist_is_told() =>
        Assert.Equal("the target has no such database", (await RefusedAsync(Dialling.Connection(server.Port, database: "nowhere"))).Message);

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        var refused = await RefusedAsync(Dialling.Connection(server.Port, tls: TargetTlsMode.VerifyFull, authority: new TestAuthority("Another").Pem));
        Assert.Contains("not from an authority", refused.Message, StringComparison.Ordinal);
        Assert.Contains("not from an authority", (await RefusedAsync(Dialling.Connection(server.Port, tls: TargetTlsMode.VerifyFull))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        var refused = await RefusedAsync(Dialling.Connection(server.Port, tls: TargetTlsMode.VerifyFull, authority: server.Authority.Pem, host: "127.0.0.2"));
        Assert.Contains("for another name", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_cannot_be_read_is_refused()
    {
        var refused = await RefusedAsync(Dialling.Connection(server.Port, tls: TargetTlsMode.VerifyFull, authority: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
        Assert.Contains("certificate authority", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_TLS_serves_prefer_and_is_refused_by_require()
    {
        var plain = new PrivatePostgres { OffersTls = false };
        await plain.InitializeAsync();
        try
        {
            var (link, _) = await Dialling.OpenAsync(Dialling.Connection(plain.Port, "by_scram", PrivatePostgres.Password, TargetTlsMode.Prefer));
            await using var owned = link;
            Assert.Equal("false", await Dialling.AskAsync(link, Encrypted));
            Assert.Contains("does not offer TLS", (await RefusedAsync(Dialling.Connection(plain.Port, tls: TargetTlsMode.Require))).Message, StringComparison.Ordinal);
            var refused = await RefusedAsync(Dialling.Connection(plain.Port, "by_password", PrivatePostgres.Password, TargetTlsMode.Prefer));
            Assert.Contains("clear text", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            await plain.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(TargetTlsMode.Disable)]
    [InlineData(TargetTlsMode.Require)]
    public async Task A_cancel_request_stops_what_the_session_runs(TargetTlsMode tls)
    {
        var connection = Dialling.Connection(server.Port, "by_scram", PrivatePostgres.Password, tls);
        var (link, session) = await Dialling.OpenAsync(connection, null, ("application_name", "sleeper"));
        await using var owned = link;
        var asking = Dialling.AskAsync(link, "select pg_sleep(600)");
        await using var second = await Dialling.ConnectAsync(connection);
        // The server takes a cancel for nothing when the query has not begun yet.
        await server.ExecuteAsync("do $$ begin while not exists (select from pg_stat_activity where application_name = 'sleeper' and wait_event = 'PgSleep') loop perform pg_sleep(0.01), pg_stat_clear_snapshot(); end loop; end $$");
        await Dialling.Login().CancelAsync(second, connection, session, CancellationToken.None);
        Assert.Contains("57014", await asking, StringComparison.Ordinal);
    }

    private static async Task<AccessRefused> RefusedAsync(ConnectionConfig connection)
    {
        var refused = await Assert.ThrowsAsync<AccessRefused>(() => Dialling.OpenAsync(connection));
        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        return refused;
    }
}
