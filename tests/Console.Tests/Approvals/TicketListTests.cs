using HoopLike.Console.Approvals;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Approvals;

[Collection(nameof(Stores))]
public sealed class TicketListTests(Stores stores)
{
    static readonly Decider analyst = People.User("analyst", "analysts");
    static readonly Decider dirk = People.Approver("dirk", "dba");

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Everybody_sees_their_own_and_approvers_what_their_groups_decide(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var (asked, dirks, others) = (await OpenAsync(console, "analyst", "dba"), await OpenAsync(console, "dirk", "security"), await OpenAsync(console, "stranger", "security"));

        Assert.Equal([asked], await IdsAsync(console, new TicketQuery(Viewer: analyst)));
        Assert.Equal([dirks, asked], await IdsAsync(console, new TicketQuery(Viewer: dirk)));
        Assert.Equal([others, dirks, asked], await IdsAsync(console, new TicketQuery()));
        Assert.Equal([asked, dirks], (await console.Get<TicketList>().WaitingAsync(dirk, default)).Select(t => t.Id));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task What_was_decided_is_found_by_status_person_connection_and_time(string provider)
    {
        var time = new ManualTime();
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml, time);
        var denied = await OpenAsync(console, "analyst", "dba");
        await console.Get<DecisionDesk>().DenyAsync(denied, dirk, "no", default);
        time.Advance(TimeSpan.FromMinutes(2));
        var later = time.GetUtcNow().AddMinutes(-1);
        var approved = await OpenAsync(console, "stranger", "dba", "vault");
        await console.Get<DecisionDesk>().ApproveAsync(approved, dirk, null, default);
        await OpenAsync(console, "analyst", "dba");

        Assert.Equal([approved, denied], await IdsAsync(console, new TicketQuery(Waiting: false)));
        Assert.Equal([denied], await IdsAsync(console, new TicketQuery([ApprovalStatus.Denied])));
        Assert.Equal([denied], await IdsAsync(console, new TicketQuery(Waiting: false, Person: "ANALY")));
        Assert.Equal([approved], await IdsAsync(console, new TicketQuery(Waiting: false, Connection: "Vau")));
        Assert.Equal([approved], await IdsAsync(console, new TicketQuery(Waiting: false, From: later)));
        Assert.Equal([denied], await IdsAsync(console, new TicketQuery(Waiting: false, To: later)));
        Assert.Equal([], await IdsAsync(console, new TicketQuery(Person: "100%")));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Pages_skip_what_the_viewer_may_not_see_and_repeat_nothing(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var mine = new List<Guid>();
        foreach (var n in Enumerable.Range(0, 14))
        {
            var id = await OpenAsync(console, "analyst", n % 2 == 0 ? "dba" : "security");
            if (n % 2 == 0) mine.Insert(0, id);
        }

        var seen = new List<TicketEntity>();
        while (true)
        {
            var page = await console.Get<TicketList>().ReadAsync(new TicketQuery(Viewer: dirk), seen.Count == 0 ? null : (seen[^1].RequestedAt, seen[^1].Id), 3, default);
            if (page.Count == 0) break;
            seen.AddRange(page);
        }

        Assert.Equal(mine, seen.Select(t => t.Id));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Somebodys_requests_of_late_are_counted_by_how_they_ended(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var desk = console.Get<DecisionDesk>();
        await desk.ApproveAsync(await OpenAsync(console, "analyst", "dba"), dirk, null, default);
        await desk.DenyAsync(await OpenAsync(console, "analyst", "dba"), dirk, null, default);
        await desk.DenyAsync(await OpenAsync(console, "analyst", "dba"), dirk, null, default);
        await desk.DenyAsync(await OpenAsync(console, "stranger", "dba"), dirk, null, default);
        await OpenAsync(console, "analyst", "dba");

        Assert.Equal(new TicketCounts(1, 2, 0), await console.Get<TicketList>().CountAsync("analyst", DateTimeOffset.UtcNow.AddDays(-30), default));
        Assert.Equal(new TicketCounts(0, 0, 0), await console.Get<TicketList>().CountAsync("analyst", DateTimeOffset.UtcNow.AddDays(1), default));
    }

    static async Task<Guid> OpenAsync(RunningConsole console, string identity, string group, string connection = "shop") => (await console.Get<ApprovalService>()
        .OpenAsync(Some.Request("writes-need-a-dba") with { Identity = identity, Connection = connection }, new ApprovalRequirement([group]), null, null, default)).Id;

    static async Task<IEnumerable<Guid>> IdsAsync(RunningConsole console, TicketQuery query) => (await console.Get<TicketList>().ReadAsync(query, null, 50, default)).Select(t => t.Id);
}
