namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>The real console and the real agent, in processes of their own, before a real PostgreSQL.</summary>
sealed class HoopLikeStack : IAsyncDisposable
{
    readonly ProductProcesses product;

    HoopLikeStack(PrivatePostgres postgres)
    {
        Postgres = postgres;
        Plan = new StackPlan(postgres);
        product = new ProductProcesses(Plan.Yaml, Plan.EnrolmentToken, [.. Plan.Gateways.Select(g => g.Port)]);
    }

    public PrivatePostgres Postgres { get; }

    public StackPlan Plan { get; }

    public int ConsolePort => product.ConsolePort;

    public string Address => product.Address;

    public ChildProcess Console => product.Console;

    public ChildProcess Agent => product.Agent;

    public string ConsoleData => product.ConsoleData;

    public string AgentData => product.AgentData;

    /// <inheritdoc cref="ProductProcesses.Logs"/>
    public string Logs => product.Logs;

    /// <summary>Target, console and agent, ready, with every listener open.</summary>
    public static async Task<HoopLikeStack> StartAsync()
    {
        var stack = new HoopLikeStack(await PrivatePostgres.StartAsync());
        await stack.Postgres.AskAsync(ShopSchema.Sql);
        await stack.StartConsoleAsync();
        await stack.StartAgentAsync();
        return stack;
    }

    public ApiClient Api(Caller caller) => new(Address, caller.Key);

    public Psql Psql(Gateway gateway, Caller caller) => new(gateway, caller.Key);

    public Task StartConsoleAsync() => product.StartConsoleAsync();

    /// <inheritdoc cref="ProductProcesses.StartAgentAsync"/>
    public Task StartAgentAsync() => product.StartAgentAsync();

    /// <summary>Waits until the agents list says so.</summary>
    public async Task AgentIsAsync(string status)
    {
        using var api = Api(Caller.Admin);
        await Until.HoldsAsync(async () => (await api.ListAsync("agents")).Any(a => (string?)a["name"] == "local" && (string?)a["status"] == status), what: $"agent local is {status}");
    }

    public async ValueTask DisposeAsync()
    {
        await product.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
