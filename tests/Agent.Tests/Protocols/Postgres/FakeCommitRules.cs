using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Holds every write at COMMIT, and says of each transaction what <see cref="Answer"/> says.</summary>
internal sealed class FakeCommitRules : ICommitRules
{
    private const SqlKinds Writes = SqlKinds.Insert | SqlKinds.Update | SqlKinds.Delete | SqlKinds.Create | SqlKinds.CopyIn;

    private readonly List<string> asked = [];
    private readonly List<string?> ends = [];

    public Func<PgHeldTransaction, PgDenial?> Answer { get; set; } = static _ => null;

    /// <summary>What was held, one line a transaction: texts with their rows.</summary>
    public IReadOnlyList<string> Asked => asked;

    /// <summary>How the COMMITs ended that were allowed: null or an SQLSTATE.</summary>
    public IReadOnlyList<string?> Ends => ends;

    public OperationVerdict Decide(SqlAnalysis? statement)
    {
        var isHeld = statement is { Error: null } && (statement.Kinds & Writes) != 0;
        return new OperationVerdict(OperationAction.Allowed, isHeld ? Verdict.Allowed with { Commit = new CommitHold("hold", new ApprovalRequirement(["dba"])) } : Verdict.Allowed, null);
    }

    public ValueTask<OperationVerdict> DecideAsync(SqlAnalysis statement, CancellationToken stop) => new(Decide(statement));

    public PgHeldWrite Describe(SqlAnalysis statement, PgOperationState operation, in OperationVerdict verdict) => new(statement, PgBindValues.Raw(operation)) { Text = statement.Text };

    public Task<PgDenial?> AskAsync(PgHeldTransaction transaction, long number, CancellationToken stop)
    {
        asked.Add(string.Join("; ", transaction.Writes.Select(w => $"{w.Text}: {w.Rows?.ToString() ?? "?"}")));
        return Task.FromResult(Answer(transaction));
    }

    public void Committed(string? errorCode) => ends.Add(errorCode);

    public Task SampleBeforeAsync(PgHeldWrite write, PgOperationState operation, int before, CancellationToken stop) => Task.CompletedTask;

    public Task SampleAfterAsync(PgHeldWrite write, CancellationToken stop) => Task.CompletedTask;
}
