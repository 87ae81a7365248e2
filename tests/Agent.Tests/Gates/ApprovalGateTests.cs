using HoopLike.Agent.Gates;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Gates;

public sealed class ApprovalGateTests
{
    private readonly ManualTime time = new();
    private readonly FakeConsoleLink link = new();
    private readonly ApprovalGate gate;
    private readonly ApprovalRequest request = Some.Request(Guid.NewGuid());

    public ApprovalGateTests() => gate = new ApprovalGate(link, time, NullLogger<ApprovalGate>.Instance);

    [Fact]
    public async Task An_approval_lets_pass_and_names_who_gave_it()
    {
        var (asking, held) = await HoldAsync();
        Assert.EndsWith(request.Id.ToString(), held.Address, StringComparison.Ordinal);
        link.Decide(request, reason: "ticket 4711");
        var outcome = await asking;
        Assert.True(outcome.IsApproved);
        Assert.Equal("approved by ann: ticket 4711", outcome.Words);
        Assert.Empty(link.Withdrawn);
        Assert.Equal(0, link.Listeners);
    }

    [Theory]
    [InlineData(ApprovalStatus.Denied, ApprovalResult.Denied, "denied by ann: no")]
    [InlineData(ApprovalStatus.Expired, ApprovalResult.TimedOut, "nobody decided in time")]
    [InlineData(ApprovalStatus.Revoked, ApprovalResult.Denied, "the approval was revoked by ann: no")]
    [InlineData(ApprovalStatus.Used, ApprovalResult.Denied, "the approval was already used")]
    [InlineData(ApprovalStatus.Withdrawn, ApprovalResult.Withdrawn, "the request for approval was withdrawn: no")]
    public async Task Whatever_else_is_decided_lets_nothing_pass(ApprovalStatus status, ApprovalResult result, string words)
    {
        var (asking, _) = await HoldAsync();
        link.Decide(request, status, reason: "no");
        var outcome = await asking;
        Assert.Equal((result, words), (outcome.Result, outcome.Words));
    }

    [Fact]
    public async Task An_approval_of_something_else_is_none()
    {
        await RefusedAsync(() => link.Decide(request, digest: "d2"), "another operation");
        await RefusedAsync(() => link.Decide(request, id: Guid.NewGuid()), "another ticket");
        await RefusedAsync(() => link.Decide(request, by: ""), "names no approver");
        await RefusedAsync(() => link.Decide(request, by: request.Identity), "the requester's own");
    }

    [Fact]
    public async Task A_decision_that_overtakes_the_opening_counts()
    {
        link.OnOpen = (asked, _) =>
        {
            link.Decide(asked);
            return Task.FromResult(new ApprovalOpened(asked.Id, "", DateTimeOffset.MaxValue));
        };
        Assert.True((await gate.AskAsync(request, 60, _ => Task.CompletedTask, null, CancellationToken.None).WaitAsync(Some.Patience)).IsApproved);
    }

    [Fact]
    public async Task Pending_is_no_decision()
    {
        var (asking, _) = await HoldAsync();
        link.Decide(request, ApprovalStatus.Pending);
        Assert.False(asking.IsCompleted);
        link.Decide(request);
        Assert.True((await asking).IsApproved);
    }

    [Fact]
    public async Task Without_a_console_nobody_is_asked()
    {
        link.IsConnected = false;
        var outcome = await gate.AskAsync(request, 60, _ => Task.CompletedTask, null, CancellationToken.None);
        Assert.Equal(ApprovalResult.Unavailable, outcome.Result);
        Assert.Contains("the console is away", outcome.Words, StringComparison.Ordinal);
        Assert.False(link.Asked.IsCompleted);
    }

    [Fact]
    public async Task A_request_that_the_console_refuses_lets_nothing_pass()
    {
        link.OnOpen = (_, _) => throw new ConsoleRefusedException("the policy does not exist");
        var outcome = await gate.AskAsync(request, 60, _ => Task.CompletedTask, null, CancellationToken.None);
        Assert.Equal((ApprovalResult.Unavailable, "no approval can be asked for: the policy does not exist"), (outcome.Result, outcome.Words));
    }

    [Fact]
    public async Task A_link_that_breaks_while_the_ticket_is_opened_withdraws_it()
    {
        link.OnOpen = (_, _) => throw new ConsoleUnreachableException("gone");
        Assert.Equal(ApprovalResult.Unavailable, (await gate.AskAsync(request, 60, _ => Task.CompletedTask, null, CancellationToken.None)).Result);
        Assert.Equal(request.Id, Assert.Single(link.Withdrawn).Id);
    }

    [Fact]
    public async Task A_console_that_does_not_open_the_ticket_is_given_up()
    {
        var waiting = new TaskCompletionSource();
        link.OnOpen = async (_, ct) =>
        {
            waiting.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
            throw new InvalidOperationException();
        };
        var asking = gate.AskAsync(request, 60, _ => Task.CompletedTask, null, CancellationToken.None);
        await waiting.Task.WaitAsync(Some.Patience);
        time.Advance(ApprovalGate.OpenLimit);
        Assert.Equal(ApprovalResult.Unavailable, (await asking.WaitAsync(Some.Patience)).Result);
    }

    [Fact]
    public async Task Its_own_time_out_withdraws_the_ticket()
    {
        var (asking, _) = await HoldAsync();
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(asking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ApprovalResult.TimedOut, (await asking).Result);
        Assert.Equal((request.Id, "nobody decided in time"), Assert.Single(link.Withdrawn));
    }

    [Fact]
    public async Task A_link_that_comes_back_in_time_loses_nothing()
    {
        var (asking, _) = await HoldAsync();
        link.IsConnected = false;
        time.Advance(TimeSpan.FromSeconds(29));
        link.IsConnected = true;
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(asking.IsCompleted);
        link.Decide(request);
        Assert.True((await asking).IsApproved);
    }

    [Fact]
    public async Task A_link_that_stays_away_lets_nothing_pass()
    {
        var (asking, _) = await HoldAsync();
        link.IsConnected = false;
        time.Advance(ApprovalGate.AwayLimit);
        var outcome = await asking;
        Assert.Equal(ApprovalResult.Unavailable, outcome.Result);
        Assert.Contains("the console went away", outcome.Words, StringComparison.Ordinal);
        Assert.Single(link.Withdrawn);
    }

    [Fact]
    public async Task A_cancelled_wait_withdraws_the_ticket_with_its_reason()
    {
        using var gone = new CancellationTokenSource();
        var (asking, _) = await HoldAsync(() => "cancelled by the caller", gone.Token);
        await gone.CancelAsync();
        var outcome = await asking;
        Assert.Equal((ApprovalResult.Withdrawn, ApprovalStatus.Withdrawn), (outcome.Result, outcome.Decision.Status));
        Assert.Equal((request.Id, "cancelled by the caller"), Assert.Single(link.Withdrawn));
    }

    [Fact]
    public async Task A_caller_that_cannot_be_told_is_taken_to_be_gone()
    {
        var outcome = await gate.AskAsync(request, 60, _ => throw new IOException("broken pipe"), null, CancellationToken.None);
        Assert.Equal(ApprovalResult.Withdrawn, outcome.Result);
        Assert.Single(link.Withdrawn);
    }

    [Fact]
    public void A_report_that_does_not_arrive_harms_nobody()
    {
        gate.ReportUsed(request.Id);
        Assert.Equal(request.Id, Assert.Single(link.Used));
    }

    private async Task RefusedAsync(Action decide, string words)
    {
        var (asking, _) = await HoldAsync();
        decide();
        var outcome = await asking;
        Assert.Equal(ApprovalResult.Denied, outcome.Result);
        Assert.Contains(words, outcome.Words, StringComparison.Ordinal);
    }

    private async Task<(Task<ApprovalOutcome> Asking, ApprovalOpened Held)> HoldAsync(Func<string>? why = null, CancellationToken ct = default)
    {
        var held = new TaskCompletionSource<ApprovalOpened>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = gate.AskAsync(request, 60, opened =>
        {
            held.SetResult(opened);
            return Task.CompletedTask;
        }, why, ct);
        return (asking.WaitAsync(Some.Patience, CancellationToken.None), await held.Task.WaitAsync(Some.Patience, CancellationToken.None));
    }
}
