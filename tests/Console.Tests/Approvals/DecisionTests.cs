using System.Security.Cryptography;
using HoopLike.Console.Approvals;
using HoopLike.Console.Audit;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Approvals;

[Collection(nameof(Stores))]
public sealed class DecisionTests(Stores stores)
{
    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Many_approvers_at_once_make_exactly_one_decision(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var ticket = await OpenAsync(console, required: 1);
        var desk = console.Get<DecisionDesk>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => n % 2 == 0 ? desk.ApproveAsync(ticket, By("a" + n), null, default) : desk.DenyAsync(ticket, By("a" + n), null, default)));

        Assert.Single(outcomes, o => o.Problem == DecisionProblem.None);
        Assert.Equal(7, outcomes.Count(o => o.Problem == DecisionProblem.Conflict));
        Assert.Single((await console.Get<ApprovalService>().FindAsync(ticket, default))!.Votes);
        Assert.Null(await console.Get<AuditLog>().FirstBrokenAsync(default));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Two_distinct_approvers_at_once_fill_a_ticket_that_needs_two(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var ticket = await OpenAsync(console, required: 2);
        var desk = console.Get<DecisionDesk>();

        await Task.WhenAll(desk.ApproveAsync(ticket, By("dirk"), null, default), desk.ApproveAsync(ticket, By("dora"), null, default));

        Assert.Equal(ApprovalStatus.Approved, (await console.Get<ApprovalService>().FindAsync(ticket, default))!.Status);
    }

    [Fact]
    public async Task One_person_counts_once()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var ticket = await OpenAsync(console, required: 2);
        var desk = console.Get<DecisionDesk>();

        await desk.ApproveAsync(ticket, By("dirk"), null, default);

        Assert.Equal(DecisionProblem.Conflict, (await desk.ApproveAsync(ticket, By("Dirk"), null, default)).Problem);
        Assert.Equal(ApprovalStatus.Pending, (await console.Get<ApprovalService>().FindAsync(ticket, default))!.Status);
    }

    [Fact]
    public async Task The_requester_decides_nothing_admins_included()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var ticket = await OpenAsync(console, required: 1);
        var own = new Decider(new CallerIdentity("ANALYST", CallerKind.Human, ["dba"], ""), IsApprover: true, IsAdmin: true, null);
        var desk = console.Get<DecisionDesk>();

        Assert.Equal(DecisionProblem.Forbidden, (await desk.ApproveAsync(ticket, own, null, default)).Problem);
        Assert.Equal(DecisionProblem.Forbidden, (await desk.DenyAsync(ticket, own, null, default)).Problem);
        Assert.Equal(DecisionProblem.Forbidden, (await desk.RevokeAsync(ticket, own, null, default)).Problem);
    }

    [Theory]
    [InlineData("ops", false, true, "dba")]
    [InlineData("boss", true, true, "platform")]
    public async Task Group_and_role_are_both_needed(string name, bool isApprover, bool isAdmin, string group)
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var ticket = await OpenAsync(console, required: 1);

        var outcome = await console.Get<DecisionDesk>().ApproveAsync(ticket, new Decider(new CallerIdentity(name, CallerKind.Human, [group], ""), isApprover, isAdmin, null), null, default);

        Assert.Equal(DecisionProblem.Forbidden, outcome.Problem);
    }

    [Fact]
    public async Task A_ticket_expires_also_when_its_time_passed_while_the_console_was_down()
    {
        using var directory = new TempDirectory();
        Guid ticket;
        await using (var before = await RunningConsole.StartAsync(SomeConfig.Yaml, directory)) ticket = await OpenAsync(before, required: 1);
        var time = new ManualTime();
        time.Advance(TimeSpan.FromMinutes(6));

        await using var after = await RunningConsole.StartAsync(SomeConfig.Yaml, directory, time);

        await Until.HoldsAsync(async () => (await after.Get<ApprovalService>().FindAsync(ticket, default))!.Status == ApprovalStatus.Expired, "the ticket expires");
        Assert.Equal(DecisionProblem.Conflict, (await after.Get<DecisionDesk>().ApproveAsync(ticket, By("dirk"), null, default)).Problem);
    }

    [Fact]
    public async Task A_decision_reaches_the_agent_that_holds_the_operation()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var agent = await FakeAgent.JoinAsync(console, key);
        var request = Some.Request("writes-need-a-dba");

        var opened = await agent.CallAsync(nameof(IAgentControlHub.OpenTicket), request);
        var (status, _) = await console.PostAsync(SomeConfig.ApproverKey, $"/api/v1/approvals/{request.Id}/approve", new { reason = "fine" });
        var decision = await agent.HearAsync(nameof(IAgentControlClient.Decide));

        Assert.Equal($"{console.Address}/approvals/{request.Id}", (string?)opened!["address"]);
        Assert.Equal(200, (int)status);
        Assert.Equal(("approved", request.Digest, "dirk"), ((string)decision["status"]!, (string)decision["digest"]!, (string)decision["decidedBy"]![0]!));
    }

    [Fact]
    public async Task An_agent_asks_only_for_connections_that_it_serves_and_policies_that_ask()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var agent = await FakeAgent.JoinAsync(console, key, "remote", "another-token");

        await Assert.ThrowsAsync<InvalidOperationException>(() => agent.CallAsync(nameof(IAgentControlHub.OpenTicket), Some.Request("writes-need-a-dba")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => agent.CallAsync(nameof(IAgentControlHub.OpenTicket), Some.Request("nobody-drops") with { Connection = "vault" }));
    }

    [Fact]
    public async Task Asked_twice_with_one_id_is_one_ticket_and_another_question_is_refused()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var approvals = console.Get<ApprovalService>();
        var (request, requirement) = (Some.Request("writes-need-a-dba"), new ApprovalRequirement(["dba"]));

        var first = await approvals.OpenAsync(request, requirement, null, null, default);
        var again = await approvals.OpenAsync(request, requirement, null, null, default);

        Assert.Equal(first.ExpiresAt, again.ExpiresAt);
        await Assert.ThrowsAsync<InvalidOperationException>(() => approvals.OpenAsync(request with { Digest = "other" }, requirement, null, null, default));
    }

    static async Task<Guid> OpenAsync(RunningConsole console, int required) =>
        (await console.Get<ApprovalService>().OpenAsync(Some.Request("writes-need-a-dba"), new ApprovalRequirement(["dba"], required), null, null, default)).Id;

    static Decider By(string name) => new(new CallerIdentity(name, CallerKind.Human, ["dba"], ""), IsApprover: true, IsAdmin: false, null);
}
