using HoopLike.Agent.Gates;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>While a transaction waits at its COMMIT: whatever ends the wait but an approval leaves the target's rows as they were, and the recording says why.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class PgHeldWaitTests(PrivatePostgres server)
{
    private readonly LedgerUnderTest ledger = new(server);

    [Fact]
    public async Task An_approval_commits_and_is_on_record()
    {
        await using var session = await ledger.OpenAsync();
        var request = await LedgerUnderTest.HoldAsync(session);
        Assert.Equal(LedgerUnderTest.AtCommit.Name, request.Policy);
        Assert.True(session.Session.IsHeld);

        session.Link.Decide(request, reason: "as agreed");

        Assert.EndsWith("C COMMIT, Z I", await SeenAsync(session), StringComparison.Ordinal);
        Assert.Equal("(1,changed)", await ledger.RowsAsync());
        Assert.Equal(request.Id, Assert.Single(session.Link.Used));
        await LedgerUnderTest.RecordedAsync(session, ApprovalStatus.Approved, "as agreed", "client disconnected");
    }

    [Fact]
    public async Task A_denial_rolls_back()
    {
        await using var session = await ledger.OpenAsync();
        var request = await LedgerUnderTest.HoldAsync(session);

        session.Link.Decide(request, ApprovalStatus.Denied, reason: "not today");

        Assert.EndsWith("E 57014 The transaction was rolled back: denied by ann: not today, Z I", await SeenAsync(session), StringComparison.Ordinal);
        await RolledBackAsync(session, ApprovalStatus.Denied, "not today");
    }

    [Fact]
    public async Task Nobody_who_decides_in_time_rolls_back()
    {
        await using var session = await ledger.OpenAsync();
        var request = await LedgerUnderTest.HoldAsync(session);
        await session.TimerAsync(TimeSpan.FromSeconds(120));

        session.Time.Advance(TimeSpan.FromSeconds(120));

        Assert.EndsWith("E 57014 The transaction was rolled back: nobody decided in time, Z I", await SeenAsync(session), StringComparison.Ordinal);
        Assert.Equal((request.Id, "nobody decided in time"), Assert.Single(session.Link.Withdrawn));
        await RolledBackAsync(session, ApprovalStatus.Expired, "nobody decided in time");
    }

    [Fact]
    public async Task While_people_decide_the_limits_before_the_question_do_not_count()
    {
        await using var session = await ledger.OpenAsync();
        session.Rules(LedgerUnderTest.AtCommit with { Approval = new ApprovalRequirement(["dba"], 1, 3600) });
        var request = await LedgerUnderTest.HoldAsync(session);
        await session.TimerAsync(TimeSpan.FromHours(1));
        session.Time.Advance(TimeSpan.FromMinutes(59));

        session.Link.Decide(request);

        Assert.EndsWith("C COMMIT, Z I", await SeenAsync(session), StringComparison.Ordinal);
        Assert.Equal("(1,changed)", await ledger.RowsAsync());
    }

    [Fact]
    public async Task A_link_that_stays_away_rolls_back_in_words()
    {
        const string Words = "no approver can be reached: the console went away while the approval was waited for";
        await using var session = await ledger.OpenAsync();
        await LedgerUnderTest.HoldAsync(session);
        await session.TimerAsync(TimeSpan.FromSeconds(120));
        session.Link.IsConnected = false;

        session.Time.Advance(ApprovalGate.AwayLimit);

        Assert.EndsWith($"E 57014 The transaction was rolled back: {Words}, Z I", await SeenAsync(session), StringComparison.Ordinal);
        await RolledBackAsync(session, ApprovalStatus.Withdrawn, Words);
    }

    [Fact]
    public async Task A_link_that_comes_back_in_time_changes_nothing()
    {
        await using var session = await ledger.OpenAsync();
        var request = await LedgerUnderTest.HoldAsync(session);
        await session.TimerAsync(TimeSpan.FromSeconds(120));
        session.Link.IsConnected = false;
        session.Time.Advance(ApprovalGate.AwayLimit - TimeSpan.FromSeconds(1));
        session.Link.IsConnected = true;
        session.Time.Advance(TimeSpan.FromSeconds(20));

        session.Link.Decide(request);

        Assert.EndsWith("C COMMIT, Z I", await SeenAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_link_at_the_COMMIT_it_is_rolled_back_at_once()
    {
        await using var session = await ledger.OpenAsync();
        await session.AskAsync("begin;" + LedgerUnderTest.Write);
        session.Link.IsConnected = false;

        Assert.Equal("E 57014 The transaction was rolled back: no approver can be reached: the console is away; try again later, Z I", await session.AskAsync("commit"));

        await RolledBackAsync(session, ApprovalStatus.Withdrawn, "no approver can be reached: the console is away; try again later", wasOpened: false);
    }

    [Fact]
    public async Task A_client_that_closes_its_socket_rolls_back_and_withdraws_its_ticket()
    {
        await using var session = await ledger.OpenAsync();
        var request = await LedgerUnderTest.HoldAsync(session);

        session.Client.Close();

        await RolledBackAsync(session, ApprovalStatus.Withdrawn, "the request for approval was withdrawn: the client disconnected", "client disconnected");
        Assert.Equal((request.Id, "the client disconnected"), Assert.Single(session.Link.Withdrawn));
    }

    [Fact]
    public async Task A_cancel_request_rolls_back_and_the_session_goes_on()
    {
        await using var session = await ledger.OpenAsync();
        var request = await LedgerUnderTest.HoldAsync(session);

        await session.CancelAsync();

        Assert.EndsWith("E 57014 The transaction was rolled back: the request for approval was withdrawn: the caller cancelled it, Z I", await SeenAsync(session), StringComparison.Ordinal);
        Assert.Equal("T, D1, C SELECT 1, Z I", await session.AskAsync("select 1"));
        Assert.Equal((request.Id, "the caller cancelled it"), Assert.Single(session.Link.Withdrawn));
        await RolledBackAsync(session, ApprovalStatus.Withdrawn, "the request for approval was withdrawn: the caller cancelled it");
    }

    [Theory]
    [InlineData("ended by engineer: not now")]
    [InlineData("the agent is stopping")]
    public async Task A_session_that_is_ended_rolls_back_and_its_ticket_says_why(string why)
    {
        await using var session = await ledger.OpenAsync();
        var request = await LedgerUnderTest.HoldAsync(session);

        session.Session.End(why);

        Assert.Contains($"E 57P01 The session was ended: {why}", await SeenAsync(session), StringComparison.Ordinal);
        Assert.Equal((request.Id, $"the session was ended: {why}"), Assert.Single(session.Link.Withdrawn));
        await RolledBackAsync(session, ApprovalStatus.Withdrawn, $"the request for approval was withdrawn: the session was ended: {why}", why);
    }

    [Fact]
    public async Task A_target_that_goes_away_ends_the_wait_and_the_session()
    {
        await using var session = await ledger.OpenAsync();
        var request = await LedgerUnderTest.HoldAsync(session);

        await server.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and pid <> pg_backend_pid()");

        Assert.Contains("E 57P01 ", await SeenAsync(session), StringComparison.Ordinal);
        Assert.Equal(request.Id, Assert.Single(session.Link.Withdrawn).Id);
        await RolledBackAsync(session, ApprovalStatus.Withdrawn, "withdrawn", "The target closed the connection.");
    }

    [Fact]
    public async Task The_targets_own_limit_for_idle_transactions_stays_in_force()
    {
        await using var session = await ledger.OpenAsync();
        await session.AskAsync("set idle_in_transaction_session_timeout = 2000");
        var request = await LedgerUnderTest.HoldAsync(session);

        Assert.Contains("E 25P03 ", await SeenAsync(session), StringComparison.Ordinal);
        Assert.Equal(request.Id, Assert.Single(session.Link.Withdrawn).Id);
        await RolledBackAsync(session, ApprovalStatus.Withdrawn, "withdrawn", "The target closed the connection.");
    }

    private static async Task<string> SeenAsync(SessionUnderTest session) => PgBytes.Seen(await session.AnswerAsync());

    private async Task RolledBackAsync(SessionUnderTest session, ApprovalStatus status, string why, string end = "client disconnected", bool wasOpened = true)
    {
        Assert.Equal(LedgerUnderTest.Before, await ledger.RowsAsync());
        await LedgerUnderTest.RecordedAsync(session, status, why, end, wasOpened);
    }
}
