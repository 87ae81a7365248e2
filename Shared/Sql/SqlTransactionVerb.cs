namespace HoopLike.Shared.Sql;

/// <summary>What a statement does to the transaction it stands in (TransactionStmt of PostgreSQL's grammar).</summary>
public enum SqlTransactionVerb
{
    None,
    /// <summary>BEGIN, START TRANSACTION.</summary>
    Begin,
    /// <summary>COMMIT, END.</summary>
    Commit,
    CommitAndChain,
    /// <summary>ROLLBACK, ABORT.</summary>
    Rollback,
    RollbackAndChain,
    Savepoint,
    Release,
    RollbackTo,
    /// <summary>PREPARE TRANSACTION: the transaction leaves the session, to be committed by anybody.</summary>
    Prepare,
    CommitPrepared,
    RollbackPrepared,
}
