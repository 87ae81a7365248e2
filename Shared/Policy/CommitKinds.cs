using System.Collections.Immutable;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>Which statements can be held at COMMIT: those whose whole effect a ROLLBACK takes back, and of which one can tell that they end no transaction themselves.</summary>
public static class CommitKinds
{
    private static readonly ImmutableArray<(SqlKinds Kind, string Why)> never =
    [
        (SqlKinds.Call, "a procedure may commit inside"),
        (SqlKinds.Do, "a block of code may commit inside"),
        (SqlKinds.Execute, "what a name prepared by SQL runs is not in its text"),
        (SqlKinds.Opaque, "what it does cannot be read from its text"),
        (SqlKinds.CopyProgram, "what a program on the server has done no ROLLBACK takes back"),
        (SqlKinds.Vacuum, "VACUUM does not run in a transaction"),
        (SqlKinds.CopyOut, "rows that were sent no ROLLBACK takes back"),
        (SqlKinds.Set, "it writes nothing that a COMMIT makes lasting"),
        (SqlKinds.Lock, "it writes nothing that a COMMIT makes lasting"),
        (SqlKinds.Listen, "it writes nothing that a COMMIT makes lasting"),
        (SqlKinds.Transaction, "it is what begins and ends transactions"),
        (SqlKinds.Utility, "not all of it runs in a transaction"),
    ];

    /// <summary>What keeps even a statement that is also of a kind that could be held (EXPLAIN ANALYZE of an EXECUTE, say) from being held.</summary>
    private const SqlKinds Forbidding = SqlKinds.Call | SqlKinds.Do | SqlKinds.Execute | SqlKinds.Opaque | SqlKinds.CopyProgram | SqlKinds.Vacuum;

    /// <summary>Why a policy cannot hold statements of this kind at COMMIT; null where it can.</summary>
    public static string? WhyNot(SqlKinds kind)
    {
        foreach (var (unholdable, why) in never)
            if ((kind & unholdable) != 0) return why;
        return null;
    }

    /// <summary>Why this statement cannot be held at COMMIT; null where it can.</summary>
    public static string? WhyNot(SqlStatement statement) =>
        (statement.Kinds & Forbidding) != 0 ? WhyNot(statement.Kinds & Forbidding) : statement.IsRefusedInBlock ? "it does not run in a transaction" : null;
}
