using Xunit;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A stack for one test class that breaks things.</summary>
public sealed class OwnStack : IAsyncLifetime
{
    internal HoopLikeStack Stack { get; private set; } = null!;

    public async Task InitializeAsync() => Stack = await HoopLikeStack.StartAsync();

    public async Task DisposeAsync() => await Stack.DisposeAsync();
}
