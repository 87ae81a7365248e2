using HoopLike.Agent.Gates;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>What somebody who holds a transaction at COMMIT asks of the gates.</summary>
internal interface ICommitRules
{
    /// <summary>What the rules of now say of one statement; never stale.</summary>
    ValueTask<OperationVerdict> DecideAsync(SqlAnalysis statement, CancellationToken stop);

    /// <summary>A write as the ticket will show it.</summary>
    PgHeldWrite Describe(SqlAnalysis statement, PgOperationState operation, in OperationVerdict verdict);

    /// <summary>Asks humans whether the transaction may commit.</summary>
    /// <param name="number">The operation that would commit it.</param>
    /// <returns>Null when it may; otherwise what the client is told.</returns>
    Task<PgDenial?> AskAsync(PgHeldTransaction transaction, long number, CancellationToken stop);

    /// <summary>How the COMMIT ended that the last answer allowed.</summary>
    /// <param name="errorCode">SQLSTATE with which the target refused it; null where it committed.</param>
    void Committed(string? errorCode);

    /// <summary>Takes the samples of a write: before it runs, and after.</summary>
    /// <param name="before">Writes of the transaction so far.</param>
    Task SampleBeforeAsync(PgHeldWrite write, PgOperationState operation, int before, CancellationToken stop);

    Task SampleAfterAsync(PgHeldWrite write, CancellationToken stop);
}
