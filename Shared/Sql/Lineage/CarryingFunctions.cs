using System.Collections.Frozen;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>Functions of the server that put an argument where a later statement, which names no masked column, can read it.</summary>
internal static class CarryingFunctions
{
    private static readonly FrozenSet<string> names = new[]
    {
        // Read back by current_setting or SHOW.
        "set_config", "setseed",
        // Read back by lastval, currval or the sequence itself.
        "setval",
        // Large objects.
        "lo_from_bytea", "lo_put", "lowrite", "lo_create", "lo_creat",
        // Delivered to any session that listens; decoded from the log.
        "pg_notify", "pg_logical_emit_message",
        // Kept as names or numbers in pg_locks, pg_replication_slots, pg_replication_origin, or the log.
        "pg_advisory_lock", "pg_advisory_lock_shared", "pg_advisory_xact_lock", "pg_advisory_xact_lock_shared",
        "pg_try_advisory_lock", "pg_try_advisory_lock_shared", "pg_try_advisory_xact_lock", "pg_try_advisory_xact_lock_shared",
        "pg_create_logical_replication_slot", "pg_create_physical_replication_slot", "pg_replication_origin_create", "pg_create_restore_point",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string name) => names.Contains(name);
}
