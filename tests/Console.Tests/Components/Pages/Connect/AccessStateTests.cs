using Bunit;
using HoopLike.Console.Agents;
using HoopLike.Console.Approvals;
using HoopLike.Console.Components.Pages.Connect;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Connect;

public sealed class AccessStateTests : ControlTest
{
    static readonly DateTimeOffset now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    static readonly UsableConnection vault = Usable(new ApprovalRequirement(["dba"], 2, 600, 30));

    [Fact]
    public void Where_no_approval_is_needed_nothing_is_asked() => Assert.Equal(AccessStep.Open, AccessState.Of(Usable(null), [Ticket(ApprovalStatus.Pending)], now).Step);

    [Fact]
    public void The_open_grant_that_lasts_longest_counts_before_what_is_pending()
    {
        var longest = Ticket(ApprovalStatus.Approved, grantEnds: 20);

        var state = AccessState.Of(vault, [Ticket(ApprovalStatus.Pending), Ticket(ApprovalStatus.Approved, grantEnds: 5), longest], now);

        Assert.Equal((AccessStep.Granted, longest), (state.Step, state.Ticket));
    }

    [Fact]
    public void A_request_waits_until_it_is_decided_or_lapses()
    {
        Assert.Equal(AccessStep.Waiting, AccessState.Of(vault, [Ticket(ApprovalStatus.Pending)], now).Step);
        Assert.Equal(AccessStep.Ask, AccessState.Of(vault, [Ticket(ApprovalStatus.Pending)], now.AddMinutes(11)).Step);
        Assert.Equal(AccessStep.Ask, AccessState.Of(vault, [Ticket(ApprovalStatus.Approved, grantEnds: 1)], now.AddMinutes(2)).Step);
        Assert.Equal(AccessStep.Ask, AccessState.Of(vault, [Ticket(ApprovalStatus.Pending, "elsewhere")], now).Step);
    }

    [Fact]
    public void Whoever_was_refused_reads_by_whom_and_why()
    {
        var denied = Ticket(ApprovalStatus.Denied);
        denied.Votes.Add(new VoteEntity { Approver = "dirk", Approves = false });
        (denied.DecisionReason, denied.DecidedAt) = ("not on a Sunday", now);

        Assert.Equal("Your last request was denied by dirk: not on a Sunday", AccessState.Of(vault, [denied], now).RefusedWords);
        Assert.Null(AccessState.Of(vault, [denied], now.AddDays(2)).RefusedWords);
        Assert.Null(AccessState.Of(vault, [], now).RefusedWords);
    }

    [Fact]
    public void A_secret_is_shown_only_when_asked_and_copied_whole()
    {
        var line = Render<SecretLine>(p => p.Add(l => l.Label, "Token").Add(l => l.Text, "export P='abc'").Add(l => l.Secret, "abc"));
        Assert.DoesNotContain("abc", line.Find("code").TextContent, StringComparison.Ordinal);
        Assert.Equal("export P='abc'", line.Find("[data-copy]").GetAttribute("data-copy"));

        line.Render(p => p.Add(l => l.IsShown, true));

        Assert.Equal("export P='abc'", line.Find("code").TextContent);
    }

    static UsableConnection Usable(ApprovalRequirement? approval) => new(
        new ConnectionConfig
        {
            Name = "vault", Protocol = ConnectionProtocol.Postgres, Listen = new ListenConfig(15433), Target = new TargetConfig("h", 5432, null, TargetTlsMode.Prefer), Credential = new CredentialConfig("u", null),
        },
        ["local"], "localhost", "two", approval);

    static TicketEntity Ticket(ApprovalStatus status, string connection = "vault", int grantEnds = 0) => new()
    {
        Id = Guid.NewGuid(), Scope = ApprovalScope.Session, Identity = "ada", Connection = connection, Policy = "two", Digest = "", Operation = "", Status = status,
        RequestedAt = now, ExpiresAt = now.AddMinutes(10), GrantExpiresAt = grantEnds > 0 ? now.AddMinutes(grantEnds) : null,
    };
}
