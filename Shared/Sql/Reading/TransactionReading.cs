using System.Text.Json;

namespace HoopLike.Shared.Sql.Reading;

/// <summary>What a whole statement means for the transaction around it.</summary>
internal static class TransactionReading
{
    public static SqlTransactionVerb Verb(JsonElement statement)
    {
        if (!statement.IsNode("TransactionStmt"u8, out var body)) return SqlTransactionVerb.None;
        var chain = body.Flag("chain"u8);
        return body.Text("kind"u8) switch
        {
            "TRANS_STMT_BEGIN" or "TRANS_STMT_START" => SqlTransactionVerb.Begin,
            "TRANS_STMT_COMMIT" => chain ? SqlTransactionVerb.CommitAndChain : SqlTransactionVerb.Commit,
            "TRANS_STMT_ROLLBACK" => chain ? SqlTransactionVerb.RollbackAndChain : SqlTransactionVerb.Rollback,
            "TRANS_STMT_SAVEPOINT" => SqlTransactionVerb.Savepoint,
            "TRANS_STMT_RELEASE" => SqlTransactionVerb.Release,
            "TRANS_STMT_ROLLBACK_TO" => SqlTransactionVerb.RollbackTo,
            "TRANS_STMT_PREPARE" => SqlTransactionVerb.Prepare,
            "TRANS_STMT_COMMIT_PREPARED" => SqlTransactionVerb.CommitPrepared,
            "TRANS_STMT_ROLLBACK_PREPARED" => SqlTransactionVerb.RollbackPrepared,
            // A verb of a newer grammar could end the transaction: whoever asks must take it for the worst.
            _ => SqlTransactionVerb.Prepare,
        };
    }

    public static string? Savepoint(JsonElement statement) => statement.IsNode("TransactionStmt"u8, out var body) ? body.Text("savepoint_name"u8) : null;

    /// <summary>Whether the server refuses the statement inside a transaction block (PreventInTransactionBlock in its source).</summary>
    public static bool IsRefusedInBlock(JsonElement statement)
    {
        if (statement.ValueKind != JsonValueKind.Object) return false;
        foreach (var node in statement.EnumerateObject())
        {
            var body = node.Value;
            return node.Name switch
            {
                "CreatedbStmt" or "DropdbStmt" or "CreateTableSpaceStmt" or "DropTableSpaceStmt" or "AlterSystemStmt" or "CreateSubscriptionStmt" or "DropSubscriptionStmt" => true,
                "IndexStmt" or "DropStmt" => body.Flag("concurrent"u8),
                "VacuumStmt" => body.Flag("is_vacuumcmd"u8),
                "ClusterStmt" => !body.Has("relation"u8),
                "ReindexStmt" => !(body.Is("kind"u8, "REINDEX_OBJECT_INDEX"u8) || body.Is("kind"u8, "REINDEX_OBJECT_TABLE"u8)) || OptionFlag.IsOn(body.Items("params"u8), "concurrently"u8),
                "AlterTableStmt" => DetachesConcurrently(body),
                "TransactionStmt" => Verb(statement) is SqlTransactionVerb.CommitPrepared or SqlTransactionVerb.RollbackPrepared,
                _ => false,
            };
        }

        return false;
    }

    private static bool DetachesConcurrently(JsonElement alter)
    {
        foreach (var item in alter.Items("cmds"u8).Elements)
        {
            if (item.IsNode("AlterTableCmd"u8, out var command) && command.Field("def"u8).IsNode("PartitionCmd"u8, out var partition) && partition.Flag("concurrent"u8)) return true;
        }

        return false;
    }
}
