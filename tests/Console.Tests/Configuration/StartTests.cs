using System.Diagnostics;
using HoopLike.Console.Data;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

[Collection(nameof(Alone))]
public sealed class StartTests
{
    [Fact]
    public async Task A_file_with_mistakes_stops_the_start_with_2_and_names_each_on_stderr()
    {
        using var directory = new TempDirectory();
        var file = Path.Combine(directory.Path, "bad.yaml");
        await File.WriteAllTextAsync(file, "agents:\n  - {name: a}\n  - {name: b, token: x}\n");
        var info = new ProcessStartInfo("dotnet", [typeof(ConsoleProgram).Assembly.Location, "--Urls=http://127.0.0.1:0", $"--DataDir={directory.Path}/data", $"--ConfigFile={file}"]) { RedirectStandardError = true, RedirectStandardOutput = true };

        using var process = Process.Start(info)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(2, process.ExitCode);
        Assert.Equal([$"{file}:2: agents[0].token: is missing: a new agent enrols with a token.", $"{file}:3: agents[1].token: is shorter than 8 characters."], errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Every_wrong_setting_is_named_with_its_key()
    {
        var mistakes = Assert.Throws<InvalidSettingsException>(() => ConsoleProgram.Build(["--Urls=ftp://x;https://y", "--Store:Provider=oracle", "--ConfigFile=/not/there", "--Recordings:Provider=tape", "--Log:Level=loud"])).Mistakes;

        Assert.Equal(["Urls", "Tls:CertificatePath", "ConfigFile", "Log:Level", "Store:Provider", "Recordings:Provider"], mistakes.Select(m => m.Split(": ")[0]));
    }

    [Fact]
    public async Task An_empty_installation_lets_one_admin_in_and_says_the_password_once()
    {
        using var directory = new TempDirectory();
        var said = new StringWriter();
        var stdout = System.Console.Out;
        System.Console.SetOut(said);
        try
        {
            await using (await RunningConsole.StartAsync(data: directory)) { }
            await using (await RunningConsole.StartAsync(data: directory)) { }
        }
        finally
        {
            System.Console.SetOut(stdout);
        }

        Assert.Single(said.ToString().Split('\n'), line => line.Contains("Sign in as admin with the password", StringComparison.Ordinal));
    }
}

/// <summary>For tests that look at what the whole process prints: nothing else may print meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
