using HoopLike.Console.Agents;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HoopLike.Console.Tests.Identities.Oidc;

[Collection(nameof(Stores))]
public sealed class KeyRefreshTests(Stores stores)
{
    public static TheoryData<string> Providers => Stores.Providers;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_new_keys_are_stored_and_on_their_way_to_agents_when_the_request_returns(string store)
    {
        await using var provider = await FakeProvider.StartAsync();
        var time = new ManualTime();
        await using var console = await stores.StartAsync(store, provider.Yaml(), time);
        await HasKeyAsync(console, "first");
        var version = await VersionAsync(console);
        provider.Rotate("second");

        await console.Get<IssuerKeys>().RequestRefreshAsync("corp", default);

        Assert.Contains("second", await KeySetAsync(console));
        Assert.True(await VersionAsync(console) > version);
        Assert.Contains((await console.Get<SnapshotSource>().CurrentAsync(default)).Whole.TokenIssuers, i => i.Keys.Contains("second", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task However_many_ask_the_provider_is_asked_once_in_ten_seconds(string store)
    {
        await using var provider = await FakeProvider.StartAsync();
        var time = new ManualTime();
        await using var console = await stores.StartAsync(store, provider.Yaml(), time);
        await HasKeyAsync(console, "first");
        var keys = console.Get<IssuerKeys>();
        var before = Fetches(provider);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => keys.RequestRefreshAsync("corp", default)));
        await keys.RequestRefreshAsync("corp", default);
        Assert.Equal(before + 1, Fetches(provider));

        time.Advance(IssuerKeys.RequestsApart + TimeSpan.FromMilliseconds(1));
        await keys.RequestRefreshAsync("corp", default);
        Assert.Equal(before + 2, Fetches(provider));
    }

    [Fact]
    public async Task Consoles_of_one_installation_ask_once_between_them_and_all_wait_for_the_answer()
    {
        await using var provider = await FakeProvider.StartAsync();
        var settings = await stores.PostgresSettingsAsync();
        using var data = new TempDirectory();
        await using var one = await RunningConsole.StartAsync(provider.Yaml(), data, settings: settings);
        await HasKeyAsync(one, "first");
        await using var other = await RunningConsole.StartAsync(data: data, settings: settings);
        var before = Fetches(provider);
        provider.Rotate("second");
        var fetching = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        provider.BeforeKeys = () =>
        {
            fetching.TrySetResult();
            return held.Task;
        };

        var first = one.Get<IssuerKeys>().RequestRefreshAsync("corp", default);
        await fetching.Task;
        var second = other.Get<IssuerKeys>().RequestRefreshAsync("corp", default);
        Assert.False(second.IsCompleted);
        held.SetResult();
        await Task.WhenAll(first, second);

        Assert.Contains("second", await KeySetAsync(other));
        Assert.Equal(before + 1, Fetches(provider));
    }

    [Fact]
    public async Task A_provider_that_fails_keeps_its_last_keys_and_says_why()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var console = await RunningConsole.StartAsync(provider.Yaml());
        await HasKeyAsync(console, "first");
        provider.Discovery = d => d["jwks_uri"] = "http://169.254.169.254/keys";

        await console.Get<IssuerKeys>().RequestRefreshAsync("corp", default);
        await console.Get<IssuerKeys>().RequestRefreshAsync("nobody", default);

        Assert.Contains("first", await KeySetAsync(console));
        Assert.Equal("The discovery document's jwks_uri is not at an https address.", (await StoredAsync(console)).KeysError);
    }

    static int Fetches(FakeProvider provider) => provider.Asked.Count(p => p == "/keys");

    static Task HasKeyAsync(RunningConsole console, string kid) => Until.HoldsAsync(async () => (await KeySetAsync(console))?.Contains(kid, StringComparison.Ordinal) == true, $"the key {kid} is stored");

    static async Task<string?> KeySetAsync(RunningConsole console) => (await StoredAsync(console)).KeySet;

    static async Task<IdentityProviderEntity> StoredAsync(RunningConsole console)
    {
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        return await db.Set<IdentityProviderEntity>().AsNoTracking().SingleAsync(p => p.Name == "corp");
    }

    static async Task<long> VersionAsync(RunningConsole console)
    {
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        return await CounterEntity.ReadAsync(db, CounterEntity.SnapshotVersion, default);
    }
}
