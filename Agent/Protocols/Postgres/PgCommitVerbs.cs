using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>How statements about the transaction itself read where writes wait for a COMMIT, and where the gateway opened the transaction that the client takes for an implicit one (PostgreSQL's xact.c).</summary>
internal static class PgCommitVerbs
{
    /// <summary>no_active_sql_transaction</summary>
    private const string NoTransaction = "25P01";

    /// <summary>active_sql_transaction</summary>
    private const string InTransaction = "25001";

    private static readonly byte[] noTransaction = Warning(NoTransaction, "there is no transaction in progress");

    /// <summary>Why it may not run; null when it may.</summary>
    /// <param name="isHeld">Writes wait for the COMMIT.</param>
    /// <param name="isOurs">The gateway opened the transaction.</param>
    public static PgDenial? Refusal(SqlTransactionVerb verb, bool isHeld, bool isOurs) => verb switch
    {
        SqlTransactionVerb.Prepare when isHeld || isOurs => new PgDenial(
            PgDenial.InsufficientPrivilege, "A transaction whose COMMIT must be approved cannot be prepared: anybody could commit it then.", Hint: "End it with COMMIT."),
        SqlTransactionVerb.Savepoint when isOurs => OnlyInBlock("SAVEPOINT"),
        SqlTransactionVerb.Release when isOurs => OnlyInBlock("RELEASE SAVEPOINT"),
        SqlTransactionVerb.RollbackTo when isOurs => OnlyInBlock("ROLLBACK TO SAVEPOINT"),
        SqlTransactionVerb.CommitAndChain when isOurs => OnlyInBlock("COMMIT AND CHAIN"),
        SqlTransactionVerb.RollbackAndChain when isOurs => OnlyInBlock("ROLLBACK AND CHAIN"),
        _ => null,
    };

    /// <summary>What must differ in its answer so that the client sees what it would have seen.</summary>
    public static PgGuarded Guarded(SqlTransactionVerb verb, bool isOurs) => !isOurs ? new PgGuarded() : verb switch
    {
        SqlTransactionVerb.Commit or SqlTransactionVerb.Rollback => new PgGuarded { Prelude = noTransaction },
        SqlTransactionVerb.Begin => new PgGuarded { HiddenWarning = InTransaction },
        _ => new PgGuarded(),
    };

    public static PgDenial TooMuch(string why) => new(PgDenial.TooLarge, $"The transaction cannot go on: {why}.", Hint: "Commit in smaller transactions.");

    private static PgDenial OnlyInBlock(string what) => new(NoTransaction, $"{what} can only be used in transaction blocks");

    private static byte[] Warning(string code, string message)
    {
        using var buffer = new WireBuffer(128);
        PgMessages.Warning(buffer, code, message);
        return buffer.Span.ToArray();
    }
}
