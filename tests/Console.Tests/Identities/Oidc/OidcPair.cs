using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

/// <summary>A provider and a console that knows it, for tests that only ask. Fewer than twenty refusals: then the console stops listening.</summary>
public sealed class OidcPair : IAsyncLifetime
{
    FakeProvider provider = null!;

    internal RunningConsole Console { get; private set; } = null!;

    /// <summary>Well-behaved again.</summary>
    internal FakeProvider Provider => provider.Reset();

    public async Task InitializeAsync()
    {
        provider = await FakeProvider.StartAsync();
        Console = await RunningConsole.StartAsync(provider.Yaml());
    }

    public async Task DisposeAsync()
    {
        await Console.DisposeAsync();
        await provider.DisposeAsync();
    }
}
