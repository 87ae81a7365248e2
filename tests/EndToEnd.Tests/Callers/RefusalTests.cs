using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Callers;

/// <summary>What a caller sees when it is not let in.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("hlk_0000000000000000000000000000000000000000")]
    [InlineData("not a key at all")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmFseXN0In0.")]
    public async Task A_credential_that_proves_nothing_is_refused_with_28000(string password)
    {
        var stack = await SharedStack.GetAsync();

        var error = await RefusedAsync(stack.Plan.Shop.ConnectionString(Caller.Analyst) + $"Password={password};");

        Assert.Equal("28000", error.SqlState);
        Assert.Equal("FATAL", error.InvariantSeverity);
        Assert.DoesNotContain(password, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_without_a_right_is_refused_with_42501_and_leaves_an_audit_entry()
    {
        var stack = await SharedStack.GetAsync();

        var error = await RefusedAsync(stack.Plan.Shop.ConnectionString(Caller.Stranger));

        Assert.Equal("42501", error.SqlState);
        using var api = stack.Api(Caller.Auditor);
        await Until.HoldsAsync(async () => (await api.TextAsync("audit")).Contains("stranger", StringComparison.Ordinal));
        Assert.Empty(await api.ListAsync("sessions?identity=stranger"));
    }

    [Fact]
    public async Task A_target_out_of_reach_is_reported_with_08006_and_without_its_address()
    {
        var stack = await SharedStack.GetAsync();

        var error = await RefusedAsync(stack.Plan.Dead.ConnectionString(Caller.Analyst));

        Assert.Equal("08006", error.SqlState);
        Assert.DoesNotContain(stack.Plan.Dead.TargetPort!.Value.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_whose_certificate_nobody_vouches_for_is_out_of_reach()
    {
        var stack = await SharedStack.GetAsync();

        Assert.Equal("08006", (await RefusedAsync(stack.Plan.Mistrusted.ConnectionString(Caller.Analyst))).SqlState);
        Assert.Equal("1", await stack.Psql(stack.Plan.Verified, Caller.Analyst).AskAsync("select 1"));
        Assert.Equal("t", await stack.Psql(stack.Plan.Verified, Caller.Analyst).AskAsync("select ssl from pg_stat_ssl where pid = pg_backend_pid()"));
    }

    [Fact]
    public async Task A_client_without_TLS_is_refused_where_TLS_is_required_before_it_could_send_its_key()
    {
        var stack = await SharedStack.GetAsync();

        var outcome = await (stack.Psql(stack.Plan.Shop, Caller.Analyst) with { SslMode = "disable" }).RunAsync("select 1");

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("FATAL", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("TLS", outcome.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("prefer")]
    [InlineData("require")]
    public async Task A_listener_with_optional_TLS_takes_every_mode(string mode)
    {
        var stack = await SharedStack.GetAsync();

        Assert.Equal("1", await (stack.Psql(stack.Plan.Plain, Caller.Analyst) with { SslMode = mode }).AskAsync("select 1"));
    }

    [Fact]
    public async Task A_replication_connection_is_refused_in_words()
    {
        var stack = await SharedStack.GetAsync();
        var environment = new Dictionary<string, string>(stack.Psql(stack.Plan.Workshop, Caller.Analyst).Environment);

        var outcome = await Command.RunAsync("psql", ["-X", "-c", "IDENTIFY_SYSTEM", "replication=database"], environment);

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("replication", outcome.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_short_lived_token_from_the_console_is_a_password_for_its_connection_only()
    {
        var stack = await SharedStack.GetAsync();
        using var api = stack.Api(Caller.Analyst);
        var answer = await api.PostAsync("tokens", new { connection = "shop", minutes = 5 });
        var token = (string)answer["token"]!;

        Assert.Equal("1", await new Psql(stack.Plan.Shop, token).AskAsync("select 1"));
        Assert.NotEqual(0, (await new Psql(stack.Plan.Workshop, token).RunAsync("select 1")).ExitCode);
    }

    static async Task<PostgresException> RefusedAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        return await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
    }
}
