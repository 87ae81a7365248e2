namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>The real console and the real agent, in processes of their own, as one configuration file says.</summary>
/// <param name="ports">Where the agent listens once it is ready.</param>
sealed class ProductProcesses(string yaml, string enrolmentToken, IReadOnlyCollection<int> ports) : IAsyncDisposable
{
    readonly TempFolder folder = new();
    readonly List<ChildProcess> ended = [];

    public int ConsolePort { get; } = FreePort.Next();

    public string Address => $"http://127.0.0.1:{ConsolePort}";

    public ChildProcess Console { get; private set; } = null!;

    public ChildProcess Agent { get; private set; } = null!;

    public string ConsoleData => folder.File("console-data");

    public string AgentData => folder.File("agent-data");

    /// <summary>Everything that any console or agent of this stack has printed.</summary>
    public string Logs => string.Join('\n', ended.Append(Console).Append(Agent).Select(c => c.Output));

    public async Task StartConsoleAsync()
    {
        if (Console is not null) ended.Add(Console);
        await File.WriteAllTextAsync(folder.File("hooplike.yaml"), yaml);
        Console = await ChildProcess.StartAsync("dotnet", [ProductFiles.Console], new Dictionary<string, string>
        {
            ["HOOPLIKE_Urls"] = Address,
            ["HOOPLIKE_DataDir"] = ConsoleData,
            ["HOOPLIKE_ConfigFile"] = folder.File("hooplike.yaml"),
            ["ASPNETCORE_ENVIRONMENT"] = "Development", // Static assets of packages, from the build output.
        }, Path.GetDirectoryName(ProductFiles.Console));
        using var http = new HttpClient();
        await WhileAlive(Console, async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Address + "/healthz/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>SIGXFSZ is ignored, so that a test can make its files as full as a disk (prlimit) without killing it.</summary>
    public async Task StartAgentAsync()
    {
        if (Agent is not null) ended.Add(Agent);
        Agent = await ChildProcess.StartAsync("sh", ["-c", "trap '' XFSZ; exec dotnet \"$@\"", "agent", ProductFiles.Agent, "agent", "--console", Address, "--name", "local", "--data-dir", AgentData],
            new Dictionary<string, string> { ["HOOPLIKE_AGENT_TOKEN"] = enrolmentToken });
        await WhileAlive(Agent, () => Task.FromResult(ports.All(FreePort.IsListening)));
    }

    public async ValueTask DisposeAsync()
    {
        if (Agent is not null) await Agent.DisposeAsync();
        if (Console is not null) await Console.DisposeAsync();
        folder.Dispose();
    }

    static async Task WhileAlive(ChildProcess child, Func<Task<bool>> ready)
    {
        try
        {
            await Until.HoldsAsync(async () => child.HasExited ? throw new InvalidOperationException("It ended by itself.") : await ready(), TimeSpan.FromSeconds(60), "it is ready");
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{fault.Message}\n{child.Output}", fault);
        }
    }
}
