using HoopLike.Console.Approvals;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

[Collection(nameof(Stores))]
public sealed class InvolvedCallersTests(Stores stores)
{
    static readonly ActorIdentity bot = new("support-bot", CallerKind.Machine, ["bots"], "key");
    static readonly ActorIdentity odd = new("o\"name\":\"dd%_", CallerKind.Machine, ["alice"], "key");
    static readonly DateTimeOffset yesterday = DateTimeOffset.UtcNow.AddDays(-1);

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Sessions_are_found_by_whoever_calls_or_acts_in_them_newest_first_and_page_by_page(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        await using (var db = console.Get<ConsoleDbFactory>().CreateDbContext())
        {
            db.AddRange(
                Session(1, "alice"), Session(2, "alice", bot), Session(3, "bob", bot), Session(4, "support-bot"), Session(5, "alice", bot with { Name = "planner" }, bot), Session(6, "carol", odd), Session(7, "Support-Bot"));
            await db.SaveChangesAsync();
        }
        var search = console.Get<SessionSearch>();

        Assert.Equal([5, 4, 3, 2], await FindAsync("support-bot"));
        Assert.Equal([5, 2, 1], await FindAsync("alice"));
        Assert.Equal([5], await FindAsync("planner"));
        Assert.Equal([6], await FindAsync(odd.Name));
        Assert.Empty(await FindAsync("dd"));
        Assert.Empty(await FindAsync("%"));
        Assert.Empty(await FindAsync("bots"));

        var first = await search.FindAsync(new SessionQuery(Identity: "support-bot"), null, 2, default);
        var second = await search.FindAsync(new SessionQuery(Identity: "support-bot"), (first[^1].StartedAt, first[^1].Id), 2, default);
        Assert.Equal([5, 4, 3, 2], first.Concat(second).Select(s => s.Operations));
        Assert.Equal("alice via support-bot via planner", first[0].Caller);

        async Task<IEnumerable<int>> FindAsync(string identity) => (await search.FindAsync(new SessionQuery(Identity: identity), null, 50, default)).Select(s => s.Operations);
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Tickets_are_seen_by_whoever_asked_or_was_asked_through_and_decided_by_none_of_them(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var (approvals, desk, list) = (console.Get<ApprovalService>(), console.Get<DecisionDesk>(), console.Get<TicketList>());
        var request = Some.Request("writes-need-a-dba") with { Identity = "alice", Actors = [bot with { Name = "planner" }, bot] };
        await approvals.OpenAsync(request, new ApprovalRequirement(["dba"]), null, null, default);

        foreach (var name in new[] { "alice", "support-bot", "planner", "PLANNER" }) Assert.Equal(DecisionProblem.Forbidden, (await desk.ApproveAsync(request.Id, People.Approver(name, "dba"), null, default)).Problem);
        var dora = People.Approver("dora", "dba");
        Assert.Equal(DecisionProblem.Forbidden, (await desk.ApproveAsync(request.Id, dora with { Identity = dora.Identity with { Actors = [bot with { Name = "other-bot" }] } }, null, default)).Problem);
        await Assert.ThrowsAsync<InvalidOperationException>(() => approvals.OpenAsync(request with { Actors = [bot] }, new ApprovalRequirement(["dba"]), null, null, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => approvals.OpenAsync(request with { Actors = [] }, new ApprovalRequirement(["dba"]), null, null, default));

        foreach (var name in new[] { "alice", "support-bot", "planner" }) Assert.Single(await list.WaitingAsync(People.User(name), default));
        Assert.Empty(await list.WaitingAsync(People.User("bob"), default));
        var alice = People.User("alice");
        Assert.Empty(await list.WaitingAsync(alice with { Identity = alice.Identity with { Actors = [bot] } }, default));
        Assert.Single(await list.WaitingAsync(alice with { Identity = alice.Identity with { Actors = request.Actors } }, default));
        Assert.Empty(await console.Get<OwnRequests>().ReadAsync("alice", default));

        var approved = await desk.ApproveAsync(request.Id, dora, null, default);
        Assert.Equal((DecisionProblem.None, "alice via support-bot via planner"), (approved.Problem, approved.Ticket!.Requester));
    }

    static SessionEntity Session(int n, string identity, params ActorIdentity[] actors) => new()
    {
        Id = Guid.CreateVersion7(yesterday.AddSeconds(n)),
        Identity = identity,
        Groups = [],
        Actors = [.. actors],
        Connection = "shop",
        Protocol = "postgres",
        Agent = "local",
        StartedAt = yesterday.AddSeconds(n),
        Operations = n,
    };
}
