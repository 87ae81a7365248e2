using System.Collections.Concurrent;
using HoopLike.Bypass.Tests.Wire;
using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.Bypass.Tests.Target;

/// <summary>One target with a template for each twin, one console, one agent, and as many slots as attempts run side by side. Its processes die with the test run.</summary>
sealed class BypassStack
{
    public const int Slots = 3;

    static readonly Lazy<Task<BypassStack>> shared = new(StartAsync);

    /// <summary>One group of attempts or queries at a time has the slots.</summary>
    readonly SemaphoreSlim turn = new(1);

    BypassStack(PrivatePostgres postgres)
    {
        Postgres = postgres;
        Plan = new BypassPlan(postgres, Slots);
        Product = new ProductProcesses(Plan.Yaml, Plan.EnrolmentToken, [.. Plan.Gateways.Select(g => g.Port)]);
        AllSlots = [.. Enumerable.Range(0, Slots).Select(n => new Slot(this, n))];
    }

    public PrivatePostgres Postgres { get; }

    public BypassPlan Plan { get; }

    public ProductProcesses Product { get; }

    public IReadOnlyList<Slot> AllSlots { get; }

    /// <summary>How a database that was changed is told from one that was not.</summary>
    public Traces Traces { get; private set; } = null!;

    public static Task<BypassStack> GetAsync() => shared.Value;

    public ApiClient Api(Caller caller) => new(Product.Address, caller.Key);

    /// <inheritdoc cref="SuperuserSql.RunAsync"/>
    public Task RunAsync(string database, params string[] statements) => Postgres.RunAsync(database, statements);

    /// <summary>Does the work for each item, side by side in all slots.</summary>
    public async Task SpreadAsync<T>(IEnumerable<T> items, Func<Slot, T, Task> work)
    {
        await turn.WaitAsync();
        try
        {
            var waiting = new ConcurrentQueue<T>(items);
            await Task.WhenAll(AllSlots.Select(slot => Task.Run(async () =>
            {
                while (waiting.TryDequeue(out var item)) await work(slot, item);
            })));
        }
        finally
        {
            turn.Release();
        }
    }

    static async Task<BypassStack> StartAsync()
    {
        var stack = new BypassStack(await PrivatePostgres.StartAsync("shared_preload_libraries=pg_stat_statements", "autovacuum=off"));
        var schema = await File.ReadAllTextAsync(Path.Combine(ProductFiles.Root, "tests", "Bypass", "Target", "schema.sql"));
        await stack.RunAsync("postgres", "create database twin_a owner shop_owner");
        await stack.RunAsync("twin_a", schema + PlantSql.Rows + PlantSql.Closing);
        await stack.RunAsync("postgres", "create database twin_b template twin_a owner shop_owner");
        await stack.RunAsync("twin_b", "set role shop_owner;" + PlantSql.TurnIntoB + PlantSql.Closing);
        foreach (var slot in stack.AllSlots) await slot.ResetAsync();
        stack.Traces = await Traces.OfAsync(stack, stack.AllSlots[0]);
        await stack.Product.StartConsoleAsync();
        await stack.Product.StartAgentAsync();
        return stack;
    }
}
