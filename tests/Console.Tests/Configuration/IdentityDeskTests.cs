using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using System.Security.Cryptography;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

[Collection(nameof(Stores))]
public sealed class IdentityDeskTests(Stores stores)
{
    static readonly Actor engineer = new("engineer", "192.0.2.7");

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Two_keys_work_until_one_is_revoked_and_a_third_is_refused(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var desk = console.Get<IdentityDesk>();

        var made = await desk.AddServiceAccountAsync("nightly", ["audit"], engineer, default);
        Assert.Equal(200, await StatusAsync(console, made.Secret!));
        var renewed = await desk.AddKeyAsync("nightly", null, engineer, default);
        var third = await desk.AddKeyAsync("nightly", null, engineer, default);

        Assert.Null(third.Secret);
        Assert.Contains("2 are valid already. Revoke the one", Assert.Single(third.Outcome.Mistakes).What, StringComparison.Ordinal);
        Assert.Equal((200, 200), (await StatusAsync(console, made.Secret!), await StatusAsync(console, renewed.Secret!)));
        var keys = await console.Get<IdentityRoster>().KeysAsync("nightly", default);
        Assert.Equal([renewed.Secret!.Reveal()[..8], made.Secret!.Reveal()[..8]], keys.Select(k => k.Prefix));
        Assert.All(keys, k => Assert.Equal("engineer", k.CreatedBy));
        Assert.Equal(2, (await console.Get<SnapshotSource>().CurrentAsync(default)).Whole.ServiceAccounts.Single(a => a.Name == "nightly").Keys.Length);

        Assert.True((await desk.RevokeKeyAsync("nightly", keys[1].Id, engineer, default)).Accepted);

        Assert.Equal((401, 200), (await StatusAsync(console, made.Secret), await StatusAsync(console, renewed.Secret)));
        var left = Assert.Single((await console.Get<SnapshotSource>().CurrentAsync(default)).Whole.ServiceAccounts.Single(a => a.Name == "nightly").Keys);
        Assert.Equal(ServiceAccountKey.Hash(renewed.Secret.Reveal()), left.Hash);
        var entries = await console.Get<AuditLog>().ReadAsync(null, 20, default);
        var entry = entries.First(e => e.Action == "service-account.key-revoked");
        Assert.Equal(("engineer", "192.0.2.7"), (entry.Actor, entry.Address));
        Assert.Contains(made.Secret.Reveal()[..8], entry.Detail, StringComparison.Ordinal);
        Assert.Equal(2, entries.Count(e => e.Action == "service-account.key-made" && e.Target == "service account nightly"));
        Assert.DoesNotContain(entries, e => $"{e.Before}{e.After}{e.Detail}".Contains(renewed.Secret.Reveal(), StringComparison.Ordinal));
        Assert.False((await desk.RevokeKeyAsync("nightly", keys[1].Id, engineer, default)).Accepted);
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task An_expired_key_is_refused_in_its_own_words_and_makes_room_for_another(string provider)
    {
        var time = new ManualTime();
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml, time);
        var desk = console.Get<IdentityDesk>();
        var first = await desk.AddServiceAccountAsync("nightly", ["audit"], engineer, default);
        var second = await desk.AddKeyAsync("nightly", time.GetUtcNow().AddHours(1), engineer, default);
        Assert.Equal(200, await StatusAsync(console, second.Secret!));
        time.Advance(TimeSpan.FromHours(2));

        var (status, body) = await console.GetAsync(second.Secret!.Reveal(), "/api/v1/audit");
        Assert.Equal(401, (int)status);
        Assert.Contains("The key expired at", (string?)body!["detail"], StringComparison.Ordinal);
        Assert.Contains("ask for a new one", (string?)body["detail"], StringComparison.Ordinal);
        Assert.Null((string?)(await console.GetAsync(second.Secret.Reveal() + "x", "/api/v1/audit")).Body!["detail"]);
        Assert.NotNull((await desk.AddKeyAsync("nightly", null, engineer, default)).Secret);
        Assert.Equal(200, await StatusAsync(console, first.Secret!));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_keys_last_use_is_noted_once_a_minute_and_at_agents(string provider)
    {
        var time = new ManualTime();
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml, time);
        var before = Assert.Single(await console.Get<IdentityRoster>().KeysAsync("ida", default));
        Assert.Null(before.LastUsedAt);

        await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit");
        var used = Assert.Single(await console.Get<IdentityRoster>().KeysAsync("ida", default));
        Assert.Equal("127.0.0.1", used.LastUsedFrom);
        time.Advance(TimeSpan.FromSeconds(30));
        await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit");
        Assert.Equal(used.LastUsedAt, Assert.Single(await console.Get<IdentityRoster>().KeysAsync("ida", default)).LastUsedAt);
        time.Advance(TimeSpan.FromSeconds(31));
        await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit");
        var later = Assert.Single(await console.Get<IdentityRoster>().KeysAsync("ida", default)).LastUsedAt!.Value;
        Assert.True(later > used.LastUsedAt);

        time.Advance(TimeSpan.FromMinutes(2));
        var words = ServiceKeyConfig.ProvenBy(ServiceAccountKey.Hash(SomeConfig.AuditorKey));
        await console.Get<ServiceKeyUse>().NoteSessionAsync("ida", words, later.AddMinutes(1), "10.1.2.3:5432", default);
        var atAgent = Assert.Single(await console.Get<IdentityRoster>().KeysAsync("ida", default));
        Assert.Equal((later.AddMinutes(1).ToUnixTimeSeconds(), "10.1.2.3"), (atAgent.LastUsedAt!.Value.ToUnixTimeSeconds(), atAgent.LastUsedFrom));
        await console.Get<ServiceKeyUse>().NoteSessionAsync("dora", words, later.AddMinutes(2), "10.9.9.9:1", default);
        Assert.Equal("10.1.2.3", Assert.Single(await console.Get<IdentityRoster>().KeysAsync("ida", default)).LastUsedFrom);
    }

    [Fact]
    public async Task Keys_in_the_file_are_the_set_that_stands_and_leaving_them_out_keeps_it()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        const string One = "hlk_one0000000000000000000000000000000001", Two = "hlk_two0000000000000000000000000000000002";
        async Task<int> PutAsync(string keys)
        {
            var accounts = SomeConfig.Yaml[SomeConfig.Yaml.IndexOf("serviceAccounts:", StringComparison.Ordinal)..SomeConfig.Yaml.IndexOf("connections:", StringComparison.Ordinal)];
            return (int)(await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", $"{accounts.TrimEnd()}\n  - {{name: nightly, groups: [audit]{keys}}}\n")).Status;
        }

        Assert.Equal(200, await PutAsync($", keys: [{One}, {Two}]"));
        Assert.Equal((200, 200), (await StatusAsync(console, new Secret(One)), await StatusAsync(console, new Secret(Two))));
        Assert.Equal(200, await PutAsync(""));
        Assert.Equal((200, 200), (await StatusAsync(console, new Secret(One)), await StatusAsync(console, new Secret(Two))));
        Assert.Equal(200, await PutAsync($", key: {Two}"));
        Assert.Equal((401, 200), (await StatusAsync(console, new Secret(One)), await StatusAsync(console, new Secret(Two))));
        Assert.Equal("ops", Assert.Single(await console.Get<IdentityRoster>().KeysAsync("nightly", default)).CreatedBy);
        Assert.Equal(400, await PutAsync($", keys: [{One}, {Two}, hlk_three00000000000000000000000000000003]"));
        Assert.Equal(400, await PutAsync($", key: {One}, keys: [{Two}]"));
        Assert.Equal(400, await PutAsync(", keys: [too-short]"));
        // Whose key another account has.
        Assert.Equal(200, await PutAsync(""));
        Assert.Equal(400, (int)(await console.CallAsync(SomeConfig.AdminKey, HttpMethod.Put, "/api/v1/config", $"serviceAccounts: [{{name: ops, groups: [platform]}}, {{name: nightly}}, {{name: other, key: {Two}}}]")).Status);
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Who_is_disabled_is_refused_until_enabled_again_and_the_agents_are_told(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var desk = console.Get<IdentityDesk>();

        await desk.SetDisabledAsync("ida", true, engineer, default);
        Assert.Equal(401, (int)(await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit")).Status);
        Assert.Contains("ida", (await console.Get<SnapshotSource>().CurrentAsync(default)).Whole.DisabledIdentities);
        Assert.True((await console.Get<IdentityRoster>().ServiceAccountsAsync(default)).Single(a => a.Name == "ida").Disabled);
        await desk.SetDisabledAsync("ida", false, engineer, default);

        Assert.Equal(200, (int)(await console.GetAsync(SomeConfig.AuditorKey, "/api/v1/audit")).Status);
        Assert.Empty((await console.Get<SnapshotSource>().CurrentAsync(default)).Whole.DisabledIdentities);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_gives_no_key()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);

        var clash = await console.Get<IdentityDesk>().AddServiceAccountAsync("engineer", [], engineer, default);
        var gone = await console.Get<IdentityDesk>().AddKeyAsync("nobody", null, engineer, default);

        Assert.Null(clash.Secret);
        Assert.Contains(clash.Outcome.Mistakes, m => m.What == "'engineer' is a user's name as well.");
        Assert.Null(gone.Secret);
        Assert.True(gone.Outcome.Conflict);
    }

    [Fact]
    public async Task A_password_is_replaced_and_the_old_one_stops()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var password = IdentityDesk.NewPassword();

        var outcome = await console.Get<IdentityDesk>().SetPasswordAsync("engineer", password, engineer, default);

        Assert.True(outcome.Accepted);
        Assert.Null(await console.Get<SignInService>().ProveAsync("engineer", new Secret(SomeConfig.EngineerPassword), null, default));
        Assert.NotNull(await console.Get<SignInService>().ProveAsync("engineer", password, null, default));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task An_agents_new_token_enrols_one_more_process_and_leaves_the_others(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var third = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var desk = console.Get<IdentityDesk>();

        var made = await desk.AddAgentAsync("edge", engineer, default);
        Assert.True((await console.Get<AgentDirectory>().ListAsync(default)).Single(a => a.Name == "edge").AwaitsEnrolment);
        Assert.True((await FakeAgent.EnrolAsync(console, first, "edge", made.Secret!.Reveal())).Answer.IsSuccessStatusCode);
        Assert.False((await FakeAgent.EnrolAsync(console, second, "edge", made.Secret!.Reveal())).Answer.IsSuccessStatusCode);
        var renewed = await desk.RenewEnrolmentAsync("edge", engineer, default);
        Assert.True((await FakeAgent.EnrolAsync(console, third, "edge", renewed.Secret!.Reveal())).Answer.IsSuccessStatusCode);

        var edge = (await console.Get<AgentDirectory>().ListAsync(default)).Single(a => a.Name == "edge");
        Assert.False(edge.AwaitsEnrolment);
        Assert.Equal(2, edge.Members.Count);
    }

    static async Task<int> StatusAsync(RunningConsole console, Secret key) => (int)(await console.GetAsync(key.Reveal(), "/api/v1/audit")).Status;
}
