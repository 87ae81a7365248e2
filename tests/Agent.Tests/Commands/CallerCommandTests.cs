using System.Text.Json;
using HoopLike.Agent.Callers;
using HoopLike.Agent.Commands;
using HoopLike.Agent.Tests.Callers;
using Xunit;
using static HoopLike.Agent.Tests.Callers.ScriptedServer;

namespace HoopLike.Agent.Tests.Commands;

/// <summary>What the commands of callers say and end with when no console helps them; what they do with one is tried end to end.</summary>
public sealed class CallerCommandTests : IAsyncLifetime
{
    private readonly string home = Directory.CreateTempSubdirectory("hooplike-home-").FullName;
    private ScriptedServer server = null!;

    public static TheoryData<string> Names => ["login", "logout", "whoami", "ls", "connect", "psql", "request", "approvals", "approve", "deny", "sessions", "completion"];

    public async Task InitializeAsync() => server = await ScriptedServer.StartAsync();

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(home, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Help_has_examples_and_what_the_exit_codes_mean(string command)
    {
        using var output = new StringWriter();

        Assert.Equal(ExitCode.Clean, await CommandLine.RunAsync([command, "--help"], output, TextWriter.Null));

        Assert.Contains("Examples:", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("hooplike " + command, output.ToString(), StringComparison.Ordinal);
        Assert.Contains("3 not signed in", output.ToString(), StringComparison.Ordinal);
        if (command != "completion") Assert.Contains("--json", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whoami")]
    [InlineData("ls", "--json")]
    [InlineData("connect", "shop")]
    [InlineData("psql", "shop")]
    [InlineData("approvals")]
    [InlineData("approve", "3f2a")]
    [InlineData("sessions", "--limit", "3")]
    [InlineData("request", "shop", "--minutes", "5", "--reason", "x")]
    [InlineData("logout")]
    [InlineData("login")]
    public async Task Without_a_sign_in_the_exit_code_is_3_and_the_way_in_is_told(params string[] arguments)
    {
        var (exit, output, error) = await CallerProcess.RunAsync(home, arguments);

        Assert.Equal((ExitCode.NotSignedIn, ""), (exit, output));
        Assert.Contains("hooplike login", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("connect", "shop", "--port", "5000")]
    [InlineData("connect", "shop", "--open", "--port", "70000")]
    [InlineData("connect", "shop", "--open", "--format", "psql")]
    [InlineData("connect", "shop", "--minutes", "721")]
    [InlineData("connect", "shop", "--minutes", "0")]
    [InlineData("connect", "shop", "--format", "cobol")]
    [InlineData("request", "shop", "--minutes", "5")]
    [InlineData("approve")]
    [InlineData("ls", "--console", "ftp://x")]
    [InlineData("ls", "--console", "http://console.example.com")]
    [InlineData("completion", "tcsh")]
    public async Task Wrong_usage_has_an_exit_code_of_its_own(params string[] arguments)
    {
        var (exit, output, error) = await CallerProcess.RunAsync(home, arguments, [("HOOPLIKE_TOKEN", "hlk_x"), ("HOOPLIKE_CONSOLE", server.Address)]);

        Assert.Equal((ExitCode.WrongUsage, ""), (exit, output));
        Assert.NotEmpty(error);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task A_console_that_is_away_leaves_the_stored_sign_in_deleted_and_says_so()
    {
        server.OfferOAuth();
        server.Paths["/oauth/token"] = Json(200, new { access_token = "at", token_type = "Bearer", expires_in = 3600 });
        server.Paths["/api/v1/whoami"] = Json(200, new { name = "ada", kind = "human", groups = Array.Empty<string>(), roles = Array.Empty<string>() });
        server.Paths["/oauth/revoke"] = Lost;
        Assert.Equal(0, (await CallerProcess.RunAsync(home, ["login", "--console", server.Address, "--user", "ada"], [("HOOPLIKE_PASSWORD", "secret word")])).Exit);

        var (exit, _, error) = await CallerProcess.RunAsync(home, ["logout"]);

        Assert.Equal(ExitCode.Failure, exit);
        Assert.Contains("the console was not told", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotSignedIn, (await CallerProcess.RunAsync(home, ["whoami"])).Exit);
        Assert.Contains(server.Asked, a => a.Body.Contains("password=secret+word", StringComparison.Ordinal));
    }

    [Fact]
    public async Task JSON_for_programs_does_not_act_on_a_terminal_either()
    {
        server.Paths["/api/v1/connections"] = Json(200, new[] { new { name = "a\e[2J\u009b\u202eb" } });

        var (_, output, _) = await CallerProcess.RunAsync(home, ["ls", "--json"], [("HOOPLIKE_TOKEN", "hlk_x"), ("HOOPLIKE_CONSOLE", server.Address)]);

        Assert.All(output, c => Assert.True(c is '\n' or (>= ' ' and <= '~'), $"U+{(int)c:x4}"));
        Assert.Equal("a\e[2J\u009b\u202eb", JsonDocument.Parse(output).RootElement[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_stored_sign_in_that_others_can_read_is_not_used()
    {
        var folder = new PrivateFolder(Path.Combine(home, ".config", "hooplike"));
        folder.Write(SignInStore.FileName, JsonSerializer.SerializeToUtf8Bytes(new { current = server.Address, signIns = new[] { new { console = server.Address, identity = "ada", token = "hush" } } }));
        File.SetUnixFileMode(folder.PathOf(SignInStore.FileName), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var (exit, _, error) = await CallerProcess.RunAsync(home, ["ls"]);

        Assert.Equal(ExitCode.Failure, exit);
        Assert.Contains("chmod 600", error, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Completion_asks_no_console_when_nobody_is_signed_in_and_offers_no_control_characters_when_somebody_is()
    {
        (string, string)[] signedIn = [("HOOPLIKE_TOKEN", "hlk_x"), ("HOOPLIKE_CONSOLE", server.Address)];
        server.Paths["/api/v1/connections"] = Json(200, new[] { new { name = "shop", host = "h", port = 1, protocol = "postgres" }, new { name = "shady\e[2J", host = "h", port = 1, protocol = "postgres" } });

        Assert.Equal("", await SuggestedAsync("hooplike psql sh"));
        Assert.Equal("shop\n", await SuggestedAsync("hooplike psql sh", signedIn));
        Assert.Equal("psql\npython\n", await SuggestedAsync("hooplike connect shop --format p"));
        Assert.Equal("--open\n", await SuggestedAsync("hooplike connect shop --o"));
    }

    [Fact]
    public async Task A_name_that_a_shell_would_run_completes_to_itself()
    {
        server.Paths["/api/v1/connections"] = Json(200, new[] { new { name = "$(touch pwned)", host = "h", port = 1, protocol = "postgres" } });
        var script = $"""
            hooplike() {'{'} dotnet '{Path.Combine(AppContext.BaseDirectory, "hooplike.dll")}' "$@"; {'}'}
            source <(hooplike completion bash)
            COMP_LINE='hooplike psql ' COMP_POINT=14
            _hooplike hooplike
            printf '%s|' "$(complete -p hooplike)" "${'{'}COMPREPLY[@]{'}'}"
            """;

        var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = home, RedirectStandardOutput = true, UseShellExecute = false, Environment = { ["HOOPLIKE_TOKEN"] = "hlk_x", ["HOOPLIKE_CONSOLE"] = server.Address, ["HOME"] = home },
        })!;
        var printed = await shell.StandardOutput.ReadToEndAsync();

        Assert.Equal("complete -o default -F _hooplike hooplike|$(touch pwned)|", printed);
        Assert.False(File.Exists(Path.Combine(home, "pwned")));
    }

    private async Task<string> SuggestedAsync(string line, (string, string)[]? environment = null) => (await CallerProcess.RunAsync(home, [$"[suggest:{line.Length}]", line], environment)).Output;
}
