using System.Collections.Immutable;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Shared.Policy;

/// <summary>A policy's SQL match, made ready. What it cannot read of the match (an unknown word, a malformed pattern) matches everything for rules that restrict: validation refuses such rules, this is for the case that it did not.</summary>
internal sealed class StatementMatch
{
    private readonly SqlKinds kinds;
    private readonly ImmutableArray<NamePattern> tables;
    private readonly ImmutableArray<NamePattern> functions;
    private readonly bool withoutWhere;

    public StatementMatch(SqlMatch match)
    {
        foreach (var word in match.Kinds.IsDefault ? [] : match.Kinds) kinds |= SqlKindWords.TryParse(word, out var kind) ? kind : (SqlKinds)~0;
        tables = Patterns(match.Tables);
        functions = Patterns(match.Functions);
        withoutWhere = match.WithoutWhere;
    }

    /// <summary>All keys hold for one and the same statement of the text.</summary>
    public bool Matches(SqlAnalysis operation)
    {
        foreach (var statement in operation.Statements)
            if (Matches(statement)) return true;
        return false;
    }

    /// <summary>How far the match holds for one statement, key by key.</summary>
    public StatementFit Fit(SqlStatement statement) => new(
        statement,
        (statement.Kinds & SqlKinds.Opaque) != 0,
        kinds == SqlKinds.None ? null : KindHolds(statement),
        tables.IsEmpty ? null : AnyTable(statement),
        functions.IsEmpty ? null : AnyFunction(statement),
        withoutWhere ? statement.WithoutWhere : null);

    public bool Matches(SqlStatement statement) =>
        (statement.Kinds & SqlKinds.Opaque) != 0
        || ((kinds == SqlKinds.None || KindHolds(statement))
            && (!withoutWhere || statement.WithoutWhere)
            && (tables.IsEmpty || AnyTable(statement))
            && (functions.IsEmpty || AnyFunction(statement)));

    private bool KindHolds(SqlStatement statement) => (kinds & statement.Kinds) != 0;

    private bool AnyTable(SqlStatement statement)
    {
        foreach (var table in statement.Tables)
            foreach (var pattern in tables)
                if (pattern.MayMatch(table.Schema, table.Name)) return true;
        return false;
    }

    private bool AnyFunction(SqlStatement statement)
    {
        foreach (var function in statement.Functions)
            foreach (var pattern in functions)
                if (pattern.MayMatch(function.Schema, function.Name)) return true;
        return false;
    }

    private static ImmutableArray<NamePattern> Patterns(ImmutableArray<string> texts) =>
        texts.IsDefault ? [] : [.. texts.Select(t => NamePattern.TryParse(t, out var pattern) ? pattern : new NamePattern(null, "*"))];
}
