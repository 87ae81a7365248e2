using HoopLike.Agent.Commands;
using Xunit;

namespace HoopLike.Agent.Tests.Commands;

public sealed class CommandLineTests
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    [Fact]
    public async Task Help_names_the_commands_and_every_option_with_its_environment_variable()
    {
        Assert.Equal(ExitCode.Clean, await RunAsync("--help"));
        foreach (var command in (string[])["agent", "verify"]) Assert.Contains(command, output.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Clean, await RunAsync("agent", "--help"));
        foreach (var word in (string[])["--console", "--name", "--token", "--data-dir", "--listen-address", "--log-format", "HOOPLIKE_CONSOLE", "HOOPLIKE_AGENT_NAME", "HOOPLIKE_AGENT_TOKEN", "HOOPLIKE_DATA_DIR"])
            Assert.Contains(word, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_the_programs()
    {
        using var program = new AgentProcess(["--version"]);
        Assert.Equal(ExitCode.Clean, await program.ExitAsync());
        await program.SaysAsync("0.1.0");
    }

    [Theory]
    [InlineData("--console", "agent", "--name", "local", "--data-dir", "d")]
    [InlineData("--name", "agent", "--console", "http://localhost:1", "--data-dir", "d")]
    [InlineData("--data-dir", "agent", "--console", "http://localhost:1", "--name", "local")]
    [InlineData("'ftp://x'", "agent", "--console", "ftp://x", "--name", "local", "--data-dir", "d")]
    [InlineData("'nowhere'", "agent", "--console", "http://localhost:1", "--name", "local", "--data-dir", "d", "--listen-address", "nowhere")]
    [InlineData("xml", "agent", "--console", "http://localhost:1", "--name", "local", "--data-dir", "d", "--log-format", "xml")]
    [InlineData("--colour", "agent", "--console", "http://localhost:1", "--name", "local", "--data-dir", "d", "--colour")]
    [InlineData("agnet", "agnet")]
    [InlineData("ommand")]
    public async Task Wrong_usage_is_told_with_where_to_find_help(string told, params string[] arguments)
    {
        Assert.Equal(ExitCode.WrongUsage, await RunAsync(arguments));
        Assert.Contains(told, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--help", error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(arguments, output, error);
}
