namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>The real console and the real agent, in processes of their own, before a real PostgreSQL.</summary>
sealed class HoopLikeStack : IAsyncDisposable
{
    readonly TempFolder folder = new();
    readonly List<ChildProcess> ended = [];

    HoopLikeStack(PrivatePostgres postgres)
    {
        Postgres = postgres;
        Plan = new StackPlan(postgres);
    }

    public PrivatePostgres Postgres { get; }

    public StackPlan Plan { get; }

    public int ConsolePort { get; } = FreePort.Next();

    public string Address => $"http://127.0.0.1:{ConsolePort}";

    public ChildProcess Console { get; private set; } = null!;

    public ChildProcess Agent { get; private set; } = null!;

    public string ConsoleData => folder.File("console-data");

    public string AgentData => folder.File("agent-data");

    /// <summary>Everything that any console or agent of this stack has printed.</summary>
    public string Logs => string.Join('\n', ended.Append(Console).Append(Agent).Select(c => c.Output));

    /// <summary>Target, console and agent, ready, with every listener open.</summary>
    public static async Task<HoopLikeStack> StartAsync()
    {
        var stack = new HoopLikeStack(await PrivatePostgres.StartAsync());
        await stack.Postgres.AskAsync(ShopSchema.Sql);
        await File.WriteAllTextAsync(stack.folder.File("hooplike.yaml"), stack.Plan.Yaml);
        await stack.StartConsoleAsync();
        await stack.StartAgentAsync();
        return stack;
    }

    public ApiClient Api(Caller caller) => new(Address, caller.Key);

    public Psql Psql(Gateway gateway, Caller caller) => new(gateway, caller.Key);

    public async Task StartConsoleAsync()
    {
        if (Console is not null) ended.Add(Console);
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
            new Dictionary<string, string> { ["HOOPLIKE_AGENT_TOKEN"] = Plan.EnrolmentToken });
        await WhileAlive(Agent, () => Task.FromResult(Plan.Gateways.All(g => FreePort.IsListening(g.Port))));
    }

    /// <summary>Waits until the agents list says so.</summary>
    public async Task AgentIsAsync(string status)
    {
        using var api = Api(Caller.Admin);
        await Until.HoldsAsync(async () => (await api.ListAsync("agents")).Any(a => (string?)a["name"] == "local" && (string?)a["status"] == status), what: $"agent local is {status}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Agent is not null) await Agent.DisposeAsync();
        if (Console is not null) await Console.DisposeAsync();
        await Postgres.DisposeAsync();
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
