using HoopLike.Console.Approvals;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Approvals;

[Collection(nameof(Stores))]
public sealed class TicketWatchTests(Stores stores)
{
    static readonly Decider dirk = People.Approver("dirk", "dba");

    [Fact]
    public async Task An_approver_hears_of_a_ticket_once_and_it_waits_until_somebody_decides()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var before = await OpenAsync(console);
        var watch = await WatchAsync(console, dirk);
        Assert.Equal(1, watch.Waiting);

        var id = await OpenAsync(console);
        var news = await watch.HearAsync(id, default);

        Assert.Equal((id, true), (news!.Ticket.Id, news.IsWaiting));
        Assert.Null(await watch.HearAsync(id, default));
        Assert.Equal(2, watch.Waiting);
        await console.Get<DecisionDesk>().DenyAsync(before, People.Approver("dora", "dba"), null, default);
        Assert.Null(await watch.HearAsync(before, default));
        Assert.Equal(1, watch.Waiting);
    }

    [Fact]
    public async Task What_others_must_decide_too_waits_no_longer_for_who_has_approved()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var id = await OpenAsync(console, required: 2);
        var watch = await WatchAsync(console, dirk);

        await console.Get<DecisionDesk>().ApproveAsync(id, dirk, null, default);
        await watch.HearAsync(id, default);

        Assert.Equal(0, watch.Waiting);
    }

    [Fact]
    public async Task A_requester_hears_how_it_ended_and_nobody_else_does()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var id = await OpenAsync(console);
        var mine = await WatchAsync(console, People.User("analyst", "analysts"));
        var strangers = await WatchAsync(console, People.User("stranger"));
        Assert.Null(await mine.HearAsync(id, default));

        await console.Get<DecisionDesk>().ApproveAsync(id, dirk, "fine", default);

        var news = await mine.HearAsync(id, default);
        Assert.Equal((ApprovalStatus.Approved, false), (news!.Ticket.Status, news.IsWaiting));
        Assert.Null(await mine.HearAsync(id, default));
        Assert.Null(await strangers.HearAsync(id, default));
    }

    [Fact]
    public async Task What_was_missed_is_caught_up_with()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var (own, gone) = (await OpenAsync(console, "dirk"), await OpenAsync(console));
        var watch = await WatchAsync(console, dirk);
        var arrived = await OpenAsync(console);
        await console.Get<DecisionDesk>().DenyAsync(own, People.Approver("dora", "dba"), null, default);
        await console.Get<DecisionDesk>().DenyAsync(gone, People.Approver("dora", "dba"), null, default);

        var news = await watch.CatchUpAsync(default);

        Assert.Equal([(arrived, true), (own, false)], news.Select(n => (n.Ticket.Id, n.IsWaiting)));
        Assert.Equal(1, watch.Waiting);
        Assert.Empty(await watch.CatchUpAsync(default));
    }

    static async Task<TicketWatch> WatchAsync(RunningConsole console, Decider me)
    {
        var watch = new TicketWatch(console.Get<TicketList>(), console.Get<ApprovalService>(), me);
        await watch.StartAsync(default);
        return watch;
    }

    static async Task<Guid> OpenAsync(RunningConsole console, string identity = "analyst", int required = 1) => (await console.Get<ApprovalService>()
        .OpenAsync(Some.Request("writes-need-a-dba") with { Identity = identity }, new ApprovalRequirement(["dba"], required), null, null, default)).Id;
}
