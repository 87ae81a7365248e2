using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Rules that change while a transaction waits at its COMMIT.</summary>
[Collection(PrivatePostgresCollection.Name)]
public sealed class PgHeldRulesTests(PrivatePostgres server)
{
    private const string Changed = "E 42501 The transaction was rolled back: the rules changed while the approval was waited for; run it again., Z I";
    private const string ByItself = "E 42501 The transaction was rolled back: the rules changed, and one of its statements must be approved by itself now; run it again., Z I";

    private static readonly PolicyConfig noDeletes = new() { Name = "no-deletes", Effect = PolicyEffect.Deny, Scope = PolicyScope.Operation, Sql = new SqlMatch { Kinds = ["delete"] }, Message = "Nobody deletes." };
    private static readonly PolicyConfig other = LedgerUnderTest.AtCommit with { Name = "another-at-commit", Approval = new ApprovalRequirement(["security"], 1, 60) };
    private static readonly PolicyConfig atStatement = LedgerUnderTest.AtCommit with { Name = "statements-too", At = PolicyMoment.Statement, Approval = new ApprovalRequirement(["security"]) };

    private readonly LedgerUnderTest ledger = new(server);

    public static TheoryData<string, PolicyConfig[], string?> Changes => new()
    {
        { "the policy is gone", [], null },
        { "it asks for longer", [LedgerUnderTest.AtCommit with { Approval = new ApprovalRequirement(["dba"], 1, 600) }], null },
        { "its approvers are more groups than before", [LedgerUnderTest.AtCommit with { Approval = new ApprovalRequirement(["security", "dba"], 1, 120) }], null },
        { "it wants two", [LedgerUnderTest.AtCommit with { Approval = new ApprovalRequirement(["dba"], 2, 120) }], Changed },
        { "it wants others", [LedgerUnderTest.AtCommit with { Approval = new ApprovalRequirement(["security"], 1, 120) }], Changed },
        { "a stricter one came", [LedgerUnderTest.AtCommit, other], Changed },
        { "statements are asked for by themselves", [LedgerUnderTest.AtCommit, atStatement], ByItself },
        { "statements are asked for in place of it", [atStatement], ByItself },
        { "one of the statements is denied", [LedgerUnderTest.AtCommit, noDeletes], "E 42501 The transaction was rolled back: the rules changed, and one of its statements is not allowed any more: Nobody deletes., Z I" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Rules_that_change_meanwhile_count_when_it_is_approved(string what, PolicyConfig[] rules, string? refusal)
    {
        await using var session = await ledger.OpenAsync();
        var request = await LedgerUnderTest.HoldAsync(session);
        session.Rules(rules);

        session.Link.Decide(request);

        var answer = PgBytes.Seen(await session.AnswerAsync());
        Assert.True(answer.EndsWith(refusal ?? "C COMMIT, Z I", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.Equal(refusal is null ? "(1,changed)" : LedgerUnderTest.Before, await ledger.RowsAsync());
        if (refusal is not null) Assert.Equal((request.Id, "approved, but the rules changed while the approval was waited for: rolled back"), Assert.Single(session.Link.Withdrawn));
        var errors = await LedgerUnderTest.RecordedAsync(session, ApprovalStatus.Approved, "", "client disconnected");
        Assert.Equal(refusal is null ? 0 : 1, errors);
    }

    [Fact]
    public async Task A_statement_that_was_approved_by_itself_needs_no_second_yes_at_the_COMMIT()
    {
        await using var session = await ledger.OpenAsync();
        session.Rules(LedgerUnderTest.AtCommit, atStatement);
        var requests = session.Link.Requests();
        await session.Client.WriteAsync(Ask.Query("update ledger set word = 'asked twice'"));
        session.Link.Decide(await requests.NextAsync(atStatement.Name));
        session.Link.Decide(await requests.NextAsync(LedgerUnderTest.AtCommit.Name));

        Assert.EndsWith("C UPDATE 2, Z I", PgBytes.Seen(await session.AnswerAsync()), StringComparison.Ordinal);
    }
}
