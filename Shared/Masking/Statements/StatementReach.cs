using System.Collections.Immutable;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Sql;
using HoopLike.Shared.Sql.Lineage;

namespace HoopLike.Shared.Masking.Statements;

/// <summary>How far a statement reaches into masked relations, by its names alone.</summary>
internal sealed class StatementReach
{
    private StatementReach(ImmutableArray<MaskedRelation> relations, bool namesUnknown, bool runsCode, bool readsElsewhere)
    {
        Relations = relations;
        NamesUnknown = namesUnknown;
        RunsCode = runsCode;
        TouchesMasked = relations.Length > 0 || namesUnknown || runsCode || readsElsewhere;
    }

    /// <summary>Of a statement nothing is known about.</summary>
    public static StatementReach Everything { get; } = new([], namesUnknown: false, runsCode: true, readsElsewhere: true);

    /// <summary>Masked relations that it names, in any schema.</summary>
    public ImmutableArray<MaskedRelation> Relations { get; }

    /// <summary>It names a relation that the catalogue does not have: one made in a transaction still open, or since the catalogue was read.</summary>
    public bool NamesUnknown { get; }

    /// <summary>It runs what somebody wrote for the server (functions, operators, DO) or what its text does not show.</summary>
    public bool RunsCode { get; }

    public bool TouchesMasked { get; }

    public static StatementReach Of(SqlStatement statement, MaskedSchema schema)
    {
        var catalogue = schema.Catalogue;
        var relations = statement.Tables.Select(t => t.Name).Distinct(StringComparer.Ordinal).SelectMany(name => schema.Named(name)).ToImmutableArray();
        var unknown = statement.Tables.Where(t => t.Access != SqlAccess.Define && t.Name != "*" && schema.KnownAs(t.Name).IsEmpty).ToArray();
        return new StatementReach(
            relations,
            unknown.Length > 0 || statement.Functions.Any(f => ReadingFunctions.IsForeign(f, catalogue) && !catalogue.UserFunctions.Contains(f.Name)),
            RunsForeignCode(statement, schema),
            unknown.Any(t => SensitiveRelations.Contains(t.Schema, t.Name)) || statement.Functions.Any(f => ReadingFunctions.MayRead(f, catalogue)) || IsUseOfCursor(statement));
    }

    private static bool RunsForeignCode(SqlStatement statement, MaskedSchema schema) =>
        (statement.Kinds & (SqlKinds.Opaque | SqlKinds.Execute | SqlKinds.Call | SqlKinds.Do)) != 0
        || statement.Functions.Any(f => ReadingFunctions.IsForeign(f, schema.Catalogue))
        || statement.Operators.Any(schema.Catalogue.UserOperators.Contains)
        || statement.Columns.Any(c => IsFunctionInDisguise(c, statement, schema))
        || statement.Tables.Where(t => t.Access == SqlAccess.Write).SelectMany(t => schema.KnownAs(t.Name)).Any(r => RunsOnWrite(r, schema));

    /// <summary>Rules, and triggers that may read masked columns: what they raise, and what rules answer, is not the statement's own.</summary>
    private static bool RunsOnWrite(CatalogueRelation relation, MaskedSchema schema) =>
        relation.HasRules || relation.TriggerFunctions.Any(f => schema.RuleOf(schema.Lineage.FlowOf(f)) is not null);

    /// <summary><c>c.f</c> and <c>(x).f</c> call f where there is no column f.</summary>
    private static bool IsFunctionInDisguise(SqlColumnUse use, SqlStatement statement, MaskedSchema schema) =>
        (schema.Catalogue.UserFunctions.Contains(use.Name) || ReadingFunctions.Contains(use.Name))
        && !statement.Tables.Any(t => schema.KnownAs(t.Name).Any(r => r.Columns.Any(c => c.Name == use.Name)));

    /// <summary>FETCH and MOVE: what the cursor shows was said elsewhere.</summary>
    private static bool IsUseOfCursor(SqlStatement statement) => statement.CursorName is not null && (statement.Kinds & SqlKinds.Select) == 0;
}
