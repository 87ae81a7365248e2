using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>How far a policy's match holds for one statement. A key that the policy does not give is null.</summary>
/// <param name="IsOpaque">What the statement does cannot be read from it, so that it counts as everything and the match holds.</param>
/// <param name="Kinds">It is of one of the kinds.</param>
/// <param name="Tables">It names one of the tables.</param>
/// <param name="Functions">It calls one of the functions.</param>
/// <param name="WithoutWhere">Its UPDATE or DELETE has no WHERE.</param>
public sealed record StatementFit(SqlStatement Statement, bool IsOpaque, bool? Kinds, bool? Tables, bool? Functions, bool? WithoutWhere)
{
    /// <summary>All keys hold.</summary>
    public bool Holds => IsOpaque || Missing == 0;

    internal int Missing => Count(Kinds) + Count(Tables) + Count(Functions) + Count(WithoutWhere);

    private static int Count(bool? part) => part == false ? 1 : 0;
}
