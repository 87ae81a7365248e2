using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Commands;

/// <summary><c>hooplike psql</c> is the ordinary psql in everything but the password.</summary>
public sealed class PsqlCommandTests
{
    [Fact]
    public async Task Its_output_input_and_exit_code_are_psqls_own()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);

        Assert.Equal("from a pipe\n", (await shell.RunAsync("echo \"select 'from a pipe'\" | hooplike psql shop -- -qAtX")).Succeeded());
        Assert.Equal(1, (await shell.RunAsync("hooplike psql shop -- -qAtXc 'select 1/0'")).ExitCode);
        Assert.Equal(3, (await shell.RunAsync("hooplike psql shop -- -qAtX -v ON_ERROR_STOP=1", "select 1/0;\n")).ExitCode);
    }

    [Fact]
    public async Task The_token_is_no_argument_of_any_process()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);

        const string ancestors = "\\! p=$PPID; while [ $p -gt 1 ]; do tr '\\0' ' ' < /proc/$p/cmdline; echo; p=$(awk '/^PPid/ {print $2}' /proc/$p/status); done\n";
        var seen = (await shell.RunAsync("hooplike psql shop -- -qAtX", ancestors)).Succeeded();

        Assert.Contains("psql -qAtX", seen, StringComparison.Ordinal);
        Assert.Contains("hooplike.dll psql shop", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(Caller.Analyst.Key, seen.Split("bash --noprofile")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_cancels_the_query_and_not_the_program()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);

        var runs = Path.Combine(shell.Home, "it-runs");

        var typing = shell.TypeAsync(
            "hooplike psql shop -- -X",
            ("shop=> ", "select pg_sleep(50);\r"), ("file:" + runs, "\u0003"), ("canceling statement", "select 'still ' || 'here';\r"), ("still here", "\\q\r"));
        await Until.HoldsAsync(() => stack.Postgres.Ran("pg_sleep(50)"), TimeSpan.FromSeconds(60));
        await File.WriteAllTextAsync(runs, "");

        Assert.Contains("still here", (await typing).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_is_passed_on_to_psql()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);
        await using var psql = await shell.StartAsync("psql", "shop", "--", "-qAtXc", "select pg_sleep(49)");
        await Until.HoldsAsync(() => stack.Postgres.Ran("pg_sleep(49)"), TimeSpan.FromSeconds(60));

        psql.Signal("TERM");

        Assert.NotEqual(0, await psql.ExitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Where_there_is_no_psql_one_is_told_what_to_install()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);

        var outcome = await shell.RunAsync("mkdir tools; ln -s \"$(command -v dotnet)\" tools/; PATH=$HOME/bin:$HOME/tools /bin/sh -c 'hooplike psql shop'");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("postgresql-client", outcome.Error, StringComparison.Ordinal);
    }
}
