using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>
/// What statements do beyond what they name: to the tables behind views, to partitions and children, and in functions that somebody made. Thread-safe; worked out once for each statement.
/// A name that an open transaction has given to a view or function of its own makes a statement opaque. Functions in C are taken for what only computes; what cannot be read in another language counts as opaque.
/// </summary>
public sealed class CatalogueReach
{
    private static readonly ConditionalWeakTable<TargetCatalogue, CatalogueReach> all = [];

    private readonly TargetCatalogue catalogue;
    private readonly CatalogueLineage lineage;
    private readonly ILookup<uint, CatalogueRelation> children;
    private readonly ConditionalWeakTable<SqlAnalysis, Reading> read = [];
    private readonly ConditionalWeakTable<SqlAnalysis, Reading>.CreateValueCallback create;

    private CatalogueReach(TargetCatalogue catalogue)
    {
        this.catalogue = catalogue;
        lineage = CatalogueLineage.Of(catalogue);
        create = Read;
        children = catalogue.Relations.Values.SelectMany(r => r.Parents, (r, parent) => (r, parent)).ToLookup(x => x.parent, x => x.r);
    }

    public static CatalogueReach Of(TargetCatalogue catalogue) => all.GetValue(catalogue, static c => new CatalogueReach(c));

    /// <summary>The same operation with all that it reaches among its tables, kinds and functions; itself where that is nothing more. No allocation for one seen before.</summary>
    public SqlAnalysis Of(SqlAnalysis operation) => read.GetValue(operation.Pattern, create).Operation;

    /// <summary>Whether it names a relation or function that the catalogue does not have: a view over any table, for what is known of it.</summary>
    public bool NamesUnknown(SqlAnalysis operation) => read.GetValue(operation.Pattern, create).NamesUnknown;

    private Reading Read(SqlAnalysis operation)
    {
        var statements = ImmutableArray.CreateBuilder<SqlStatement>(operation.Statements.Length);
        var redefined = catalogue.Unsettled.ToHashSet(StringComparer.Ordinal);
        foreach (var statement in operation.Statements)
        {
            var isUnsettled = redefined.Count > 0 && (statement.Tables.Any(t => redefined.Contains(t.Name)) || statement.Functions.Any(f => redefined.Contains(f.Name)));
            var widened = Widen(statement, []);
            statements.Add(isUnsettled ? widened with { Kinds = widened.Kinds | SqlKinds.Opaque } : widened);
            redefined.UnionWith(statement.Redefines);
        }
        var isSame = statements.Zip(operation.Statements).All(p => ReferenceEquals(p.First, p.Second));
        return new Reading(isSame ? operation : new SqlAnalysis(operation.Text, statements.ToImmutable(), operation.Redacted, operation.Error), operation.Statements.Any(NamesUnknownIn));
    }

    private bool NamesUnknownIn(SqlStatement statement) =>
        statement.Tables.Any(t => t is { Access: not SqlAccess.Define, Name: not "*" } && lineage.Named(t.Schema, t.Name).IsEmpty)
        || statement.Functions.Any(f => !catalogue.BuiltinFunctions.Contains(f.Name) && !catalogue.UserFunctions.Contains(f.Name));

    private SqlStatement Widen(SqlStatement statement, ImmutableHashSet<string> open)
    {
        var reached = new Reached();
        foreach (var table in statement.Tables)
            foreach (var relation in lineage.Named(table.Schema, table.Name)) Follow(relation, table.Access, reached, open);
        foreach (var function in statement.Functions.Where(f => f.Schema is not ("pg_catalog" or "information_schema"))) Call(function.Name, reached, open);
        return reached.AddTo(statement);
    }

    private void Follow(CatalogueRelation relation, SqlAccess access, Reached reached, ImmutableHashSet<string> open)
    {
        if (!reached.Add(relation, access)) return;
        foreach (var child in children[relation.Oid]) Follow(child, access, reached, open);
        foreach (var parent in relation.Parents) Ascend(parent, access, reached);
        if (relation.Foreign is { } foreign)
        {
            reached.Name(foreign, access);
            foreach (var namesake in lineage.Named(foreign.Schema, foreign.Name)) Follow(namesake, access, reached, open);
        }
        if (relation.Kind is not ('v' or 'm')) return;
        foreach (var oid in relation.DependsOn.Select(d => d.RelationOid).Distinct())
            if (catalogue.Relations.TryGetValue(oid, out var behind)) Follow(behind, access, reached, open);
        if (!relation.RunsUserCode) return;
        if (relation.Definition is not { } definition) reached.Kinds |= SqlKinds.Opaque;
        else foreach (var word in BodyWords.Of(definition).Where(catalogue.UserFunctions.Contains)) Call(word, reached, open);
    }

    /// <summary>What is in a partition is in its parents, but not in the parents' other partitions.</summary>
    private void Ascend(uint oid, SqlAccess access, Reached reached)
    {
        if (!catalogue.Relations.TryGetValue(oid, out var relation)) return;
        reached.Name(relation, access);
        foreach (var parent in relation.Parents) Ascend(parent, access, reached);
    }

    private void Call(string name, Reached reached, ImmutableHashSet<string> open)
    {
        // A function that calls itself, perhaps by others, is not followed round.
        if (open.Contains(name)) return;
        foreach (var function in lineage.FunctionsNamed(name))
        {
            reached.Functions.Add(new SqlFunction(function.Schema, function.Name));
            if (function.Language is "computing" or "c" or "internal") continue;
            if (function.Language == "sql" && TextReading.Read(System.Text.Encoding.UTF8.GetBytes(function.Body)) is { Error: null } body)
                foreach (var statement in body.Statements) reached.Add(Widen(statement, open.Add(name)));
            else if (function.Language is "sql" or "plpgsql") ReadWords(function, reached, open.Add(name));
            else reached.Kinds |= SqlKinds.Opaque;
        }
    }

    private void ReadWords(CatalogueFunction function, Reached reached, ImmutableHashSet<string> open)
    {
        var words = BodyWords.Of(function.Body);
        var kinds = words.Aggregate(SqlKinds.None, (found, word) => found | BodyKinds.Of(word, function.IsVolatile));
        reached.Kinds |= kinds;
        var access = (kinds & ~SqlKinds.Select) != SqlKinds.None ? SqlAccess.Write : SqlAccess.Read;
        foreach (var word in words)
        {
            if (FunctionKinds.RunsText(word)) reached.Kinds |= SqlKinds.Opaque;
            foreach (var relation in lineage.Named(word)) Follow(relation, access, reached, open);
            if (catalogue.UserFunctions.Contains(word)) Call(word, reached, open);
        }
    }

    private sealed record Reading(SqlAnalysis Operation, bool NamesUnknown);

    /// <summary>What has been reached so far.</summary>
    private sealed class Reached
    {
        private readonly HashSet<(uint, SqlAccess)> followed = [];
        private readonly HashSet<SqlTable> tables = [];
        private bool withoutWhere;

        public SqlKinds Kinds { get; set; }

        public HashSet<SqlFunction> Functions { get; } = [];

        /// <summary>False where it was there already.</summary>
        public bool Add(CatalogueRelation relation, SqlAccess access)
        {
            Name(relation, access);
            return followed.Add((relation.Oid, access));
        }

        public void Name(CatalogueRelation relation, SqlAccess access) => tables.Add(new SqlTable(relation.Schema, relation.Name, access));

        public void Name(ForeignName relation, SqlAccess access) => tables.Add(new SqlTable(relation.Schema, relation.Name, access));

        public void Add(SqlStatement statement)
        {
            Kinds |= statement.Kinds;
            withoutWhere |= statement.WithoutWhere;
            tables.UnionWith(statement.Tables);
            Functions.UnionWith(statement.Functions);
        }

        public SqlStatement AddTo(SqlStatement statement)
        {
            var beyond = tables.Where(t => !statement.Tables.Any(s => s.Name == t.Name && s.Access == t.Access && (s.Schema is null || s.Schema == t.Schema))).ToList();
            var called = Functions.Where(f => !statement.Functions.Any(s => s.Name == f.Name && (s.Schema is null || s.Schema == f.Schema))).ToList();
            return beyond.Count == 0 && called.Count == 0 && (Kinds | statement.Kinds) == statement.Kinds && (statement.WithoutWhere || !withoutWhere)
                ? statement
                : statement with { Kinds = statement.Kinds | Kinds, Tables = [.. statement.Tables, .. beyond], Functions = [.. statement.Functions, .. called], WithoutWhere = statement.WithoutWhere | withoutWhere };
        }
    }
}
