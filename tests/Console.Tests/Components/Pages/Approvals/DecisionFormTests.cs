using Bunit;
using HoopLike.Console.Approvals;
using HoopLike.Console.Components.Controls;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Approvals;

public sealed class DecisionFormTests : ControlTest
{
    static readonly Decider dirk = People.Approver("dirk", "dba");

    [Fact]
    public async Task A_key_alone_decides_nothing_and_enter_after_it_does_with_the_reason()
    {
        await using var console = await StartAsync();
        var ticket = await OpenAsync(console);
        var card = Show(ticket, dirk);

        card.Find("[data-shortcut=a]").Click();
        card.Find("[data-shortcut=a]").Click();
        Assert.Equal(ApprovalStatus.Pending, (await FindAsync(console, ticket)).Status);
        card.Find("input").Input("looks fine");
        await card.Find("form").SubmitAsync();

        var after = await FindAsync(console, ticket);
        Assert.Equal((ApprovalStatus.Approved, "looks fine", "dirk"), (after.Status, after.DecisionReason, after.Votes[0].Approver));
    }

    [Fact]
    public async Task Enter_without_saying_which_decides_nothing()
    {
        await using var console = await StartAsync();
        var ticket = await OpenAsync(console);
        var card = Show(ticket, dirk);

        card.Find("input").Input("hm");
        await card.Find("form").SubmitAsync();

        Assert.Contains("Approve or Deny", card.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(ApprovalStatus.Pending, (await FindAsync(console, ticket)).Status);
    }

    [Fact]
    public async Task One_click_denies_and_who_comes_too_late_is_told()
    {
        await using var console = await StartAsync();
        var ticket = await OpenAsync(console);
        var (first, second) = (Show(ticket, dirk), Show(ticket, People.Approver("dora", "dba")));

        await first.FindAll("button").Single(b => b.TextContent.Contains("Deny", StringComparison.Ordinal)).ClickAsync();
        await second.FindAll("button").Single(b => b.TextContent.Contains("Approve", StringComparison.Ordinal)).ClickAsync();

        Assert.Equal(ApprovalStatus.Denied, (await FindAsync(console, ticket)).Status);
        Assert.Contains("denied already", second.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_decides_their_own_what_is_for_others_or_what_has_lapsed()
    {
        await using var console = await StartAsync();
        var ticket = await OpenAsync(console);

        Assert.Contains("somebody else must decide", Show(ticket, People.Approver("Analyst", "dba")).Markup, StringComparison.Ordinal);
        Assert.Empty(Show(ticket, People.Approver("zoe", "security")).FindAll("form"));
        Assert.Empty(Show(ticket, People.Admin("root", "dba")).FindAll("form"));
        Assert.Single(Show(ticket, dirk).FindAll("form"));
        Time.Advance(TimeSpan.FromMinutes(6));
        var lapsed = Show(ticket, dirk);
        Assert.Empty(lapsed.FindAll("form"));
        Assert.Contains("lapsed", lapsed.Find(".badge").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_without_where_is_warned_of_and_nothing_in_it_is_markup()
    {
        await using var console = await StartAsync();
        var ticket = await OpenAsync(console, Some.Request("writes-need-a-dba") with { Operation = "delete from orders -- <b>x</b>", Impact = new OperationImpact(["delete"], ["public.orders"], [], true, 1200) });

        var card = Show(ticket, dirk);

        Assert.Contains("every row, about 1,200", card.Find(".note.warn").TextContent, StringComparison.Ordinal);
        Assert.Empty(card.FindAll("b"));
    }

    IRenderedComponent<TicketCard> Show(TicketEntity ticket, Decider me) => Render<TicketCard>(p => p.Add(c => c.Ticket, ticket).Add(c => c.Me, me).Add(c => c.HasKeys, true));

    async Task<RunningConsole> StartAsync()
    {
        var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        Services.AddSingleton(console.Get<DecisionDesk>());
        return console;
    }

    static async Task<TicketEntity> OpenAsync(RunningConsole console, ApprovalRequest? request = null) =>
        await console.Get<ApprovalService>().OpenAsync(request ?? Some.Request("writes-need-a-dba"), new ApprovalRequirement(["dba"]) { TimeoutSeconds = 300 }, null, null, default);

    static async Task<TicketEntity> FindAsync(RunningConsole console, TicketEntity ticket) => (await console.Get<ApprovalService>().FindAsync(ticket.Id, default))!;
}
