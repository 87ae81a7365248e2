using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using System.Security.Cryptography;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

[Collection(nameof(Stores))]
public sealed class IdentityDeskTests(Stores stores)
{
    static readonly Actor engineer = new("engineer", "192.0.2.7");

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_new_service_accounts_key_works_and_a_renewed_one_replaces_it(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var desk = console.Get<IdentityDesk>();

        var made = await desk.AddServiceAccountAsync("nightly", ["audit"], engineer, default);
        Assert.Equal(200, await StatusAsync(console, made.Secret!));
        var renewed = await desk.RotateKeyAsync("nightly", engineer, default);

        Assert.Equal(401, await StatusAsync(console, made.Secret!));
        Assert.Equal(200, await StatusAsync(console, renewed.Secret!));
        var account = (await console.Get<IdentityRoster>().ServiceAccountsAsync(default)).Single(a => a.Name == "nightly");
        Assert.Equal(renewed.Secret!.Reveal()[..8], account.KeyPrefix);
        var entry = (await console.Get<AuditLog>().ReadAsync(null, 1, default))[0];
        Assert.Equal(("engineer", "192.0.2.7", "service-account.changed", "A secret was set."), (entry.Actor, entry.Address, entry.Action, entry.Detail));
        Assert.DoesNotContain(renewed.Secret.Reveal(), entry.After, StringComparison.Ordinal);
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
        var gone = await console.Get<IdentityDesk>().RotateKeyAsync("nobody", engineer, default);

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
