using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Masking;

/// <summary>Which rule masks which column of a target, leaving aside whom the rules exempt: what a picture of the schema shows. Views, partitions and children count as masking counts them.</summary>
public sealed class ColumnMarks
{
    private readonly MaskedSchema? schema;

    public ColumnMarks(AgentSnapshot snapshot, ConnectionConfig connection, TargetCatalogue catalogue)
    {
        var rules = RuleScope.Of(snapshot, connection).RemoveAll(r => r.Columns.IsEmpty);
        if (!rules.IsEmpty) schema = new MaskedSchema(catalogue, rules);
    }

    /// <summary>The rule that a column's method comes from; null where no rule masks it.</summary>
    /// <param name="column">pg_attribute.attnum.</param>
    public string? RuleOf(uint tableOid, short column) => schema?.Find(tableOid)?.Find(column)?.Rule;
}
