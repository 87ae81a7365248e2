using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Connections;
using HoopLike.Console.Agents;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

[Collection(nameof(Stores))]
public sealed class ConfigHistoryTests(Stores stores)
{
    static readonly Actor me = new("tester", "192.0.2.7");

    public static TheoryData<string, string> Objects => new()
    {
        { "policy", "nobody-drops" }, { "masking rule", "customer-pii" }, { "connection", "shop" }, { "agent", "local" }, { "user", "engineer" }, { "group", "dba" },
        { "service account", "analyst" }, { "identity provider", "corp" },
    };

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Tells_newest_first_who_changed_what_from_where_and_shows_it_as_yaml(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        await SayAsync(console, "first");
        await SayAsync(console, "second");

        var page = await console.Get<ConfigHistory>().ReadAsync("policy", "nobody-drops", null, 10, default);

        Assert.Equal(["changed by tester from 192.0.2.7", "changed by tester from 192.0.2.7", "added by configuration file from "], page.Entries.Select(e => $"{e.Action} by {e.Actor} from {e.Address}"));
        Assert.Contains("message: first", page.Entries[0].Before, StringComparison.Ordinal);
        Assert.Contains("message: second", page.Entries[0].After, StringComparison.Ordinal);
        Assert.Null(page.Entries[2].Before);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task Comes_in_pages()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        foreach (var message in new[] { "a", "b", "c" }) await SayAsync(console, message);
        var history = console.Get<ConfigHistory>();

        var first = await history.ReadAsync("policy", "nobody-drops", null, 3, default);
        var second = await history.ReadAsync("policy", "nobody-drops", first.Next, 3, default);

        Assert.Equal(3, first.Entries.Count);
        Assert.Equal("added", Assert.Single(second.Entries).Action);
        Assert.Null(second.Next);
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Restores_what_a_policy_was_and_says_so_in_the_history(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        await SayAsync(console, "first");
        await SayAsync(console, "second");
        var history = console.Get<ConfigHistory>();
        var then = (await history.ReadAsync("policy", "nobody-drops", null, 10, default)).Entries[1];

        var outcome = await history.RestoreAsync("policy", "nobody-drops", then.Sequence, null, me, default);

        Assert.True(outcome!.Accepted);
        Assert.Equal("first", (await console.Get<ConfigurationService>().FindAsync<PolicyConfig>("nobody-drops", default))!.Config.Message);
        Assert.Equal(then.After, (await history.ReadAsync("policy", "nobody-drops", null, 1, default)).Entries[0].After);
    }

    [Fact]
    public async Task Brings_back_what_was_removed()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        await console.Get<ConfigurationService>().RemoveAsync<PolicyConfig>("nobody-drops", me, default);
        var history = console.Get<ConfigHistory>();
        var removal = (await history.ReadAsync("policy", "nobody-drops", null, 1, default)).Entries[0];

        var preview = await history.PreviewAsync("policy", "nobody-drops", removal.Sequence, default);
        var outcome = await history.RestoreAsync("policy", "nobody-drops", removal.Sequence, null, me, default);

        Assert.Equal((null, removal.Before, false), (preview!.Now, preview.Then, preview.NeedsSecret));
        Assert.True(outcome!.Accepted);
        Assert.NotNull(await console.Get<ConfigurationService>().FindAsync<PolicyConfig>("nobody-drops", default));
    }

    [Fact]
    public async Task What_cannot_be_without_a_secret_comes_back_with_a_new_one_only()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        await console.Get<ConfigurationService>().RemoveAsync<ServiceAccountDefinition>("analyst", me, default);
        var history = console.Get<ConfigHistory>();
        var removal = (await history.ReadAsync("service account", "analyst", null, 10, default)).Entries.First(e => e.CanRestore);

        var without = await history.RestoreAsync("service account", "analyst", removal.Sequence, null, me, default);
        var with = await history.RestoreAsync("service account", "analyst", removal.Sequence, ServiceAccountKey.New(), me, default);

        Assert.True((await history.PreviewAsync("service account", "stranger", removal.Sequence, default)) is null);
        Assert.Contains(without!.Mistakes, m => m.What.StartsWith("is missing", StringComparison.Ordinal));
        Assert.True(with!.Accepted);
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task Every_kind_has_a_history_that_can_be_restored(string kind, string name)
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var history = console.Get<ConfigHistory>();

        var entry = Assert.Single((await history.ReadAsync(kind, name, null, 10, default)).Entries, e => e.CanRestore);
        var outcome = await history.RestoreAsync(kind, name, entry.Sequence, null, me, default);

        Assert.StartsWith($"name: {name}", entry.After, StringComparison.Ordinal);
        Assert.True(entry.CanRestore);
        Assert.True(outcome!.Accepted);
        Assert.Empty(outcome.Changes);
    }

    [Fact]
    public async Task A_restored_connection_keeps_the_password_that_is_stored_now()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var configuration = console.Get<ConfigurationService>();
        var stored = await configuration.FindAsync<ConnectionDefinition>("shop", default);
        var moved = stored!.Config with { Config = stored.Config.Config with { Listen = new ListenConfig(15999), Credential = new CredentialConfig("other", new Secret("changed-password")) } };
        await configuration.SaveAsync(moved, stored.Version, me, default);
        var history = console.Get<ConfigHistory>();
        var entries = (await history.ReadAsync("connection", "shop", null, 10, default)).Entries;

        await history.RestoreAsync("connection", "shop", entries[1].Sequence, null, me, default);

        var now = (await console.Get<SnapshotSource>().CurrentAsync(default)).Connection("shop")!;
        Assert.Equal((15432, "shop_owner", "changed-password"), (now.Listen.Port, now.Credential.Username, now.Credential.Password!.Reveal()));
        Assert.Equal("A secret was set.", entries[0].Detail);
    }

    [Fact]
    public async Task One_object_s_entry_cannot_be_restored_as_another()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var history = console.Get<ConfigHistory>();
        var entry = (await history.ReadAsync("policy", "nobody-drops", null, 1, default)).Entries[0];

        Assert.Null(await history.RestoreAsync("policy", "writes-need-a-dba", entry.Sequence, null, me, default));
        Assert.Null(await history.RestoreAsync("masking rule", "nobody-drops", entry.Sequence, null, me, default));
    }

    static async Task SayAsync(RunningConsole console, string message)
    {
        var configuration = console.Get<ConfigurationService>();
        var stored = await configuration.FindAsync<PolicyConfig>("nobody-drops", default);
        Assert.True((await configuration.SaveAsync(stored!.Config with { Message = message }, stored.Version, me, default)).Accepted);
    }
}
