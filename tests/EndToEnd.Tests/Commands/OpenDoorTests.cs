using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Commands;

/// <summary><c>hooplike connect NAME --open</c>: clients come without a password, and are who opened the door.</summary>
public sealed class OpenDoorTests
{
    const string Pgbench = "/usr/lib/postgresql/15/bin/pgbench";

    [Fact]
    public async Task Psql_comes_in_without_any_password_by_the_port_and_by_the_socket()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = await CleanShell.SignedInAsync(stack, "engineer", stack.Plan.EngineerPassword);
        await using var door = await OpenAsync(shell, "shop");

        Assert.Equal("by port\n", (await shell.RunAsync($"psql -w -h 127.0.0.1 -p {door.Port} -U anybody -qAtXc \"select 'by port'\"")).Succeeded());
        Assert.Equal("by socket\n", (await shell.RunAsync($"psql -w -h {door.Socket} -U anybody -qAtXc \"select 'by socket'\"")).Succeeded());
        var masked = (await shell.RunAsync($"psql -w '{door.Uri}' -qAtXc 'select email from customers where id = 1'")).Succeeded();
        Assert.DoesNotContain(ShopSchema.Email, masked, StringComparison.Ordinal);
        using var api = stack.Api(Caller.Admin);
        await Until.HoldsAsync(async () => (await api.ListAsync("sessions?identity=engineer&connection=shop")).Count > 0);

        door.Process.Signal("TERM");
        Assert.Equal(0, await door.Process.ExitAsync(TimeSpan.FromSeconds(10)));
        Assert.Empty(Directory.GetFileSystemEntries(door.Socket));
        Assert.NotEqual(0, (await shell.RunAsync($"psql -w -h 127.0.0.1 -p {door.Port} -c 'select 1'")).ExitCode);
    }

    [Fact]
    public async Task Pgbench_works_through_it_and_many_clients_at_once()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);
        await using var door = await OpenAsync(shell, "workshop");
        var at = $"-h 127.0.0.1 -p {door.Port} -U anybody clients";

        (await shell.RunAsync($"{Pgbench} -i -q -s 1 {at}")).Succeeded();
        foreach (var mode in (string[])["simple", "extended", "prepared"])
            Assert.Contains("actually processed: 1600/1600", (await shell.RunAsync($"{Pgbench} -n -S -M {mode} -c 16 -j 2 -t 100 {at}")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("actually processed: 40/40", (await shell.RunAsync($"{Pgbench} -n -S -C -c 4 -t 10 {at}")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_big_copy_goes_through_whole_both_ways()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);
        await using var door = await OpenAsync(shell, "workshop");

        var digests = (await shell.RunAsync($"""
            export PGHOST=127.0.0.1 PGPORT={door.Port} PGUSER=anybody PGDATABASE=clients
            psql -wqAtXc "copy (select n, repeat('x', 200) from generate_series(1, 200000) n) to stdout" > rows
            psql -wqAtX -c "create temp table copied (n int, word text)" -c "\\copy copied from rows" -c "\\copy copied to back"
            wc -l < rows; cmp rows back && echo same
            """)).Succeeded();

        Assert.Equal("200000\nsame\n", digests);
    }

    [Fact]
    public async Task A_running_statement_is_cancelled_through_it()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);
        await using var door = await OpenAsync(shell, "shop");
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={door.Port};Username=anybody;Database=shop;Pooling=false;Timeout=30");
        await connection.OpenAsync();
        using var stop = new CancellationTokenSource();
        await using var sleep = new NpgsqlCommand("select pg_sleep(48)", connection);
        var sleeping = sleep.ExecuteNonQueryAsync(stop.Token);
        await Until.HoldsAsync(() => stack.Postgres.Ran("pg_sleep(48)"), TimeSpan.FromSeconds(60));

        await stop.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
        Assert.Equal("57014", Assert.IsType<PostgresException>(cancelled.InnerException).SqlState);
        Assert.Equal(1, await connection.AskAsync("select 1"));
    }

    [Fact]
    public async Task Another_user_of_the_machine_is_refused()
    {
        if (!Environment.IsPrivilegedProcess) return; // Nobody else can be acted as.
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);
        await using var door = await OpenAsync(shell, "shop");

        var stranger = await shell.RunAsync($"setpriv --reuid=65534 --regid=65534 --clear-groups psql -w -h 127.0.0.1 -p {door.Port} -U anybody -c 'select 1'");
        var atSocket = await shell.RunAsync($"setpriv --reuid=65534 --regid=65534 --clear-groups psql -w -h {door.Socket} -U anybody -c 'select 1'");

        Assert.Equal((2, 2), (stranger.ExitCode, atSocket.ExitCode));
        await Until.HoldsAsync(() => door.Process.Output.Contains("user id 65534 was refused", StringComparison.Ordinal));
        Assert.Equal("1\n", (await shell.RunAsync($"psql -w -h 127.0.0.1 -p {door.Port} -U anybody -qAtXc 'select 1'")).Succeeded());
    }

    [Fact]
    public async Task Who_signs_out_is_out_at_the_door_too_until_the_next_sign_in()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = await CleanShell.SignedInAsync(stack, "auditor", stack.Plan.AuditorPassword);
        using var engineer = await CleanShell.SignedInAsync(stack, "engineer", stack.Plan.EngineerPassword);
        await using var door = await OpenAsync(engineer, "shop");
        var psql = $"psql -w -h 127.0.0.1 -p {door.Port} -U anybody -qAtXc 'select 1'";
        Assert.Equal("1\n", (await engineer.RunAsync(psql)).Succeeded());

        (await engineer.RunAsync("hooplike logout")).Succeeded();
        await Until.HoldsAsync(async () => (await engineer.RunAsync(psql)).Error.Contains("hooplike login", StringComparison.Ordinal), TimeSpan.FromSeconds(10));

        (await engineer.RunAsync($"hooplike login --console {stack.Address} --user engineer", stack.Plan.EngineerPassword + "\n")).Succeeded();
        Assert.Equal("1\n", (await engineer.RunAsync(psql)).Succeeded());
    }

    static async Task<Door> OpenAsync(CleanShell shell, string connection)
    {
        var process = await shell.StartAsync("connect", connection, "--open", "--json");
        await Until.HoldsAsync(() => process.HasExited || process.Output.Contains('\n', StringComparison.Ordinal) || process.Output.EndsWith('}'));
        var ready = JsonNode.Parse(process.Output.Split('\n')[0])!;
        return new Door(process, (int)ready["port"]!, (string)ready["socket"]!, (string)ready["uri"]!);
    }

    sealed record Door(ChildProcess Process, int Port, string Socket, string Uri) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
