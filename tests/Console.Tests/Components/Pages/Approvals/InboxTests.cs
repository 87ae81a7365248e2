using Bunit;
using Bunit.TestDoubles;
using HoopLike.Console.Approvals;
using HoopLike.Console.Components.Pages.Approvals;
using HoopLike.Console.Live;
using HoopLike.Console.Security;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Approvals;

public sealed class InboxTests : ControlTest
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_ticket_in_sight_stays_there_when_others_come_and_when_somebody_else_decides_it()
    {
        await using var console = await StartAsync("dirk", Roles.Approver, "dba");
        await OpenAsync(console, "zoe", "select 'first'");
        var page = Render<ApprovalsPage>();
        page.WaitForAssertion(() => Assert.Contains("first", page.Find("article").TextContent, StringComparison.Ordinal), patience);

        await OpenAsync(console, "yan", "select 'second'");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".ticket-row").Count), patience);
        Assert.Contains("first", page.Find("article").TextContent, StringComparison.Ordinal);
        var first = (await console.Get<TicketList>().WaitingAsync(null, default))[0];
        await console.Get<DecisionDesk>().DenyAsync(first.Id, People.Approver("dora", "dba"), "not now", default);

        page.WaitForAssertion(() => Assert.Single(page.FindAll(".ticket-row")), patience);
        Assert.Contains("not now", page.Find("article").TextContent, StringComparison.Ordinal);
        Assert.Contains("yan", page.Find(".next").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_move_through_the_list_and_the_address_says_where()
    {
        await using var console = await StartAsync("dirk", Roles.Approver, "dba");
        var (one, two) = (await OpenAsync(console, "zoe", "select 1"), await OpenAsync(console, "zoe", "select 2"));
        var page = Render<ApprovalsPage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".ticket-row").Count), patience);

        page.Find("[data-shortcut=j]").Click();
        Assert.EndsWith($"approvals/{two}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        page.Render(p => p.Add(x => x.Id, two));
        page.WaitForAssertion(() => Assert.Equal("true", page.FindAll(".ticket-row")[1].GetAttribute("aria-current")), patience);
        page.Find("[data-shortcut=k]").Click();
        Assert.EndsWith($"approvals/{one}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_requester_sees_their_own_with_who_decided_and_why_and_nobody_elses()
    {
        await using var console = await StartAsync("zoe", null);
        var (mine, others) = (await OpenAsync(console, "zoe", "select 1"), await OpenAsync(console, "yan", "select 2"));
        await console.Get<DecisionDesk>().DenyAsync(mine, People.Approver("dirk", "dba"), "after office hours", default);

        var page = Render<ApprovalsPage>(p => p.Add(x => x.Id, mine));
        page.WaitForAssertion(() => Assert.Contains("after office hours", page.Find(".votes").TextContent, StringComparison.Ordinal), patience);
        Assert.Contains("dirk", page.Find(".votes").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll(".ticket-row"));
        Assert.Empty(page.FindAll("form"));
        var foreign = Render<ApprovalsPage>(p => p.Add(x => x.Id, others));
        foreign.WaitForAssertion(() => Assert.Contains("no such ticket for you", foreign.Markup, StringComparison.Ordinal), patience);
    }

    [Fact]
    public async Task A_grant_that_is_open_is_revoked_by_those_who_may()
    {
        await using var console = await StartAsync("dirk", Roles.Approver, "dba");
        var request = Some.Request("two-for-the-vault") with { Scope = Shared.Contracts.ApprovalScope.Session, Identity = "zoe", Connection = "vault", Minutes = 30 };
        var ticket = await console.Get<ApprovalService>().OpenAsync(request, new ApprovalRequirement(["dba"]), null, null, default);
        await console.Get<DecisionDesk>().ApproveAsync(ticket.Id, People.Approver("dora", "dba"), null, default);

        var page = Render<ApprovalsPage>(p => p.Add(x => x.Id, ticket.Id));
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("button"), b => b.TextContent.Contains("Revoke", StringComparison.Ordinal)), patience);
        Assert.Contains("30 minutes", page.Find(".facts").TextContent, StringComparison.Ordinal);
    }

    async Task<RunningConsole> StartAsync(string name, string? role, params string[] groups)
    {
        var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        Services.AddSingleton(console.Get<DecisionDesk>()).AddSingleton(console.Get<TicketList>()).AddSingleton(console.Get<ApprovalService>()).AddSingleton(console.Get<SessionSearch>()).AddSingleton(console.Get<LiveFeed>());
        var authorization = this.AddAuthorization();
        authorization.SetAuthorized(name);
        if (role is not null) authorization.SetRoles(role);
        authorization.SetClaims([new(CallerClaims.Name, name), .. groups.Select(g => new System.Security.Claims.Claim(CallerClaims.Group, g))]);
        // Only now: it takes a service, and after that none may be added.
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return console;
    }

    static async Task<Guid> OpenAsync(RunningConsole console, string identity, string operation) => (await console.Get<ApprovalService>()
        .OpenAsync(Some.Request("writes-need-a-dba") with { Identity = identity, Operation = operation }, new ApprovalRequirement(["dba"]), null, null, default)).Id;
}
