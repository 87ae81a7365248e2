using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using Xunit;

namespace HoopLike.Console.Tests.Approvals;

[Collection(nameof(Stores))]
public sealed class OwnRequestsTests(Stores stores)
{
    static readonly CallerIdentity analyst = new("analyst", CallerKind.Machine, ["analysts"], "key");

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Everybody_sees_their_own_requests_newest_first_and_nobody_elses(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var first = await AskAsync(console, analyst);
        var second = await AskAsync(console, analyst);
        await AskAsync(console, new CallerIdentity("dirk", CallerKind.Human, ["dba"], "sign-in"));

        var own = await console.Get<OwnRequests>().ReadAsync("analyst", default);

        Assert.Equal([second.Id, first.Id], own.Select(t => t.Id));
    }

    [Fact]
    public async Task The_requester_withdraws_while_it_is_pending_and_nobody_else_can()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var ticket = await AskAsync(console, analyst);
        var approvals = console.Get<ApprovalService>();

        await approvals.WithdrawOwnAsync(ticket.Id, People.User("dirk").Identity, default);
        var stillPending = (await approvals.FindAsync(ticket.Id, default))!.Status;
        await approvals.WithdrawOwnAsync(ticket.Id, People.User("analyst").Identity, default);

        Assert.Equal(ApprovalStatus.Pending, stillPending);
        Assert.Equal(ApprovalStatus.Withdrawn, (await approvals.FindAsync(ticket.Id, default))!.Status);
        Assert.Equal(409, (int)(await console.PostAsync(SomeConfig.ApproverKey, $"/api/v1/approvals/{ticket.Id}/approve", new { })).Status);
    }

    static async Task<TicketEntity> AskAsync(RunningConsole console, CallerIdentity caller) =>
        (await console.Get<AccessRequests>().OpenAsync(caller, "vault", 10, "why", null, default)).Ticket!;
}
