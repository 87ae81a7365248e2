using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Identities;

[Collection(nameof(Stores))]
public sealed class IdentityRosterTests(Stores stores)
{
    // Yesterday: what is older than its retention may be deleted while a test looks.
    static readonly DateTimeOffset noon = new(DateTime.UtcNow.Date.AddDays(-1).AddHours(12), TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task People_are_local_accounts_and_whoever_was_here(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml + "\ndisabledIdentities: [mallory, never-seen]");
        await AddSessionsAsync(console, ("paula@corp", CallerKind.Human, "dba", 1), ("paula@corp", CallerKind.Human, "platform", 2), ("mallory", CallerKind.Machine, "x", 3), ("analyst", CallerKind.Machine, "analysts", 4));
        await console.Get<SignIns>().StartAsync(new ProvenPerson("engineer", SignInMeans.Password, null, []), new SignInOrigin(null, null), default);

        var people = await console.Get<IdentityRoster>().PeopleAsync(default);

        Assert.Equal(["engineer", "mallory", "paula@corp", "never-seen"], people.Select(p => p.Name));
        var engineer = people[0];
        Assert.True(engineer is { IsLocal: true, Disabled: false, LockedUntil: null } && engineer.LastSeenAt > DateTimeOffset.UtcNow.AddMinutes(-5));
        Assert.Equal(ConsoleRole.Admin, Assert.Single(engineer.Roles));
        Assert.True(people[1] is { Kind: CallerKind.Machine, Disabled: true, IsLocal: false });
        Assert.Equal((noon.AddMinutes(2), "platform"), (people[2].LastSeenAt, people[2].Groups.Single()));
        Assert.True(people[3] is { Disabled: true, LastSeenAt: null });
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Service_accounts_tell_when_they_were_used_and_groups_who_is_in_them(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        await AddSessionsAsync(console, ("analyst", CallerKind.Machine, "analysts", 1), ("analyst", CallerKind.Machine, "analysts", 5));

        var accounts = await console.Get<IdentityRoster>().ServiceAccountsAsync(default);
        var groups = await console.Get<IdentityRoster>().GroupsAsync(default);

        Assert.Equal((noon.AddMinutes(5), "hlk_anal"), accounts.Where(a => a.Name == "analyst").Select(a => (a.LastUsedAt!.Value, a.KeyPrefix!)).Single());
        Assert.Null(accounts.Single(a => a.Name == "stranger").LastUsedAt);
        Assert.Equal(["analysts", "audit", "dba", "platform"], groups.Select(g => g.Name));
        Assert.Null(groups[0].Version);
        Assert.Equal(["engineer"], groups[3].People);
        Assert.Equal(["boss", "ops"], groups[3].Machines);
    }

    [Fact]
    public async Task An_account_that_is_locked_says_so_and_a_provider_says_what_keeps_its_keys_away()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        for (var n = 0; n < SignInService.FailuresAllowed; n++) await console.Get<SignInService>().ProveAsync("engineer", new Secret("wrong"), null, default);

        var people = await console.Get<IdentityRoster>().PeopleAsync(default);
        var corp = Assert.Single(await console.Get<IdentityRoster>().ProvidersAsync(default));

        Assert.True(people[0] is { LastSeenAt: null } && people[0].LockedUntil > DateTimeOffset.UtcNow);
        Assert.False(corp.HasKeys);
    }

    static async Task AddSessionsAsync(RunningConsole console, params (string Identity, CallerKind Kind, string Group, int Minute)[] sessions)
    {
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();
        db.AddRange(sessions.Select(s => new SessionEntity
        {
            Id = Guid.NewGuid(), Identity = s.Identity, IdentityKind = s.Kind, Groups = [s.Group], Connection = "shop", Protocol = "postgres", Agent = "local", StartedAt = noon.AddMinutes(s.Minute),
        }));
        await db.SaveChangesAsync();
    }
}
