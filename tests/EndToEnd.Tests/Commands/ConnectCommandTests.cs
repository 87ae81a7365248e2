using System.Text.Json.Nodes;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Commands;

/// <summary>What <c>hooplike connect</c> prints is pasted into a clean shell as it is.</summary>
public sealed class ConnectCommandTests
{
    [Fact]
    public async Task The_lines_for_the_shell_connect_psql_as_they_are_printed()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = await CleanShell.SignedInAsync(stack, "engineer", stack.Plan.EngineerPassword);
        var lines = Block((await shell.RunAsync("hooplike connect shop")).Succeeded(), "Shell");

        Assert.Equal("psql", lines[^1].Trim());
        var answer = await shell.RunAsync(string.Join('\n', lines), "select 'in by ' || current_database();\n");

        Assert.Contains("in by shop", answer.Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_URI_has_no_token_in_it_and_works_with_the_one_above_it()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = await CleanShell.SignedInAsync(stack, "engineer", stack.Plan.EngineerPassword);
        var printed = (await shell.RunAsync("hooplike connect shop")).Succeeded();
        var (exports, uri) = (Block(printed, "Shell")[..^1], Assert.Single(Block(printed, "URI")).Trim());

        Assert.Single(printed.Split('\n'), l => l.Contains("eyJ", StringComparison.Ordinal));
        Assert.Contains("sslmode=verify-full", uri, StringComparison.Ordinal);
        Assert.Equal("by address\n", (await shell.RunAsync($"{exports[^1]}\npsql '{uri}' -qAtXc \"select 'by address'\"")).Succeeded());
    }

    [Fact]
    public async Task A_shell_evaluates_the_settings_without_anybody_seeing_the_token()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = await CleanShell.SignedInAsync(stack, "engineer", stack.Plan.EngineerPassword);

        var answer = await shell.RunAsync("eval \"$(hooplike connect shop --format shell)\"; psql -qAtXc \"select 'evaluated'\"");

        Assert.Equal("evaluated\n", answer.Succeeded());
        Assert.Equal("", answer.Error);
    }

    [Fact]
    public async Task The_token_is_good_for_the_one_connection_only()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = await CleanShell.SignedInAsync(stack, "engineer", stack.Plan.EngineerPassword);
        var way = JsonNode.Parse((await shell.RunAsync("hooplike connect shop --minutes 5 --json")).Succeeded())!;
        var token = (string)way["password"]!;

        Assert.Equal("1", await new Psql(stack.Plan.Shop, token).AskAsync("select 1"));
        Assert.Contains("FATAL", (await new Psql(stack.Plan.Synced, token).RunAsync("select 1")).Error, StringComparison.Ordinal);
        Assert.InRange((DateTimeOffset)way["expiresAt"]! - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_machine_needs_nothing_but_its_key_in_the_environment()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);

        Assert.Equal("Ada\n", (await shell.RunAsync("hooplike psql shop -- -qAtXc 'select name from customers where id = 1'")).Succeeded());
        Assert.False(File.Exists(shell.SignIns));
    }

    [Fact]
    public async Task A_connection_that_one_may_not_use_is_refused_with_those_that_one_may()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = CleanShell.Of(stack, Caller.Analyst);

        var outcome = await shell.RunAsync("hooplike connect nowhere");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("shop", outcome.Error, StringComparison.Ordinal);
        using var stranger = CleanShell.Of(stack, Caller.Stranger);
        Assert.Equal(1, (await stranger.RunAsync("hooplike connect shop")).ExitCode);
    }

    [Fact]
    public async Task Names_of_connections_are_completed_in_bash()
    {
        var stack = await SharedStack.GetAsync();
        using var shell = await CleanShell.SignedInAsync(stack, "engineer", stack.Plan.EngineerPassword);

        var completed = await shell.RunAsync("source <(hooplike completion bash); COMP_LINE='hooplike connect rep' COMP_POINT=20; _hooplike hooplike; echo \"${COMPREPLY[@]}\"");

        Assert.Equal("replicated\n", completed.Succeeded());
    }

    /// <summary>The indented lines below a title.</summary>
    static string[] Block(string printed, string title) =>
        [.. printed.Split('\n').SkipWhile(l => !l.StartsWith(title, StringComparison.Ordinal)).Skip(1).TakeWhile(l => l.StartsWith("  ", StringComparison.Ordinal))];
}
