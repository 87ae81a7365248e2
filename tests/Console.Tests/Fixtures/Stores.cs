using Xunit;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>Consoles on each provider.</summary>
public sealed class Stores : IAsyncLifetime
{
    readonly PrivatePostgres postgres = new();

    public static TheoryData<string> Providers => ["sqlite", "postgres"];

    public Task InitializeAsync() => postgres.InitializeAsync();

    public Task DisposeAsync() => postgres.DisposeAsync();

    public async Task<RunningConsole> StartAsync(string provider, string? yaml = null, TimeProvider? time = null) =>
        await RunningConsole.StartAsync(yaml, null, time, provider == "postgres" ? await PostgresSettingsAsync() : []);

    public async Task<string[]> PostgresSettingsAsync() => ["--Store:Provider=postgres", $"--Store:ConnectionString={await postgres.NewDatabaseAsync()}"];
}

[CollectionDefinition(nameof(Stores))]
public sealed class StoresCollection : ICollectionFixture<Stores>;
