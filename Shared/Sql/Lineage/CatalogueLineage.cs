using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <summary>A catalogue as lineage asks it: by name, and what is behind views, generated columns and functions. Worked out when asked for, once. Thread-safe.</summary>
public sealed class CatalogueLineage
{
    private static readonly ConditionalWeakTable<TargetCatalogue, CatalogueLineage> all = [];

    /// <summary>Text in both formats: name, text, bpchar, varchar.</summary>
    private static readonly FrozenSet<uint> strings = new uint[] { 19, 25, 1042, 1043 }.ToFrozenSet();

    /// <summary>Words without which a body in SQL or PL/pgSQL stores nothing and tells nobody.</summary>
    private static readonly FrozenSet<string> writing = new[]
    {
        "insert", "update", "delete", "merge", "create", "alter", "copy", "execute", "call", "notify", "pg_notify", "set_config", "setval", "lo_from_bytea", "lo_put", "lowrite", "lo_create", "lo_creat", "pg_logical_emit_message",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words of expressions that stand for no value.</summary>
    private static readonly FrozenSet<string> plain = new[]
    {
        "new", "old", "select", "from", "where", "into", "strict", "and", "or", "not", "is", "null", "true", "false", "case", "when", "then", "else", "end", "in", "as", "distinct", "current_timestamp", "current_user", "current_date", "coalesce",
        "greatest", "least", "nullif", "interval", "text", "integer", "int", "bigint", "timestamp", "timestamptz", "date", "boolean", "numeric", "at", "time", "zone", "limit", "order", "by",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Functions that this thread is reading.</summary>
    [ThreadStatic]
    private static HashSet<string>? reading;

    private readonly TargetCatalogue catalogue;
    private readonly FrozenDictionary<string, ImmutableArray<CatalogueRelation>> byName;
    private readonly ILookup<string, CatalogueFunction> functions;
    private readonly ConcurrentDictionary<string, Flow> functionFlows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<uint, ImmutableArray<Flow>> views = new();

    private CatalogueLineage(TargetCatalogue catalogue)
    {
        this.catalogue = catalogue;
        byName = catalogue.Relations.Values.GroupBy(r => r.Name, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.OrderBy(r => r.Oid).ToImmutableArray(), StringComparer.Ordinal);
        functions = catalogue.Functions.ToLookup(f => f.Name, StringComparer.Ordinal);
    }

    internal FrozenSet<string> BuiltinFunctions => catalogue.BuiltinFunctions;

    internal FrozenSet<string> VolatileBuiltins => catalogue.VolatileBuiltins;

    internal FrozenSet<string> UserFunctions => catalogue.UserFunctions;

    internal FrozenSet<string> UserOperators => catalogue.UserOperators;

    internal FrozenSet<string> UserTypes => catalogue.UserTypes;

    public static CatalogueLineage Of(TargetCatalogue catalogue) => all.GetValue(catalogue, static c => new CatalogueLineage(c));

    /// <summary>The lineage of each statement of a text, in order; for text that does not parse, none.</summary>
    public ImmutableArray<StatementLineage> Read(string text) =>
        SqlTree.Read(text, statements => Statements(statements), otherwise: []);

    /// <summary>What flows into each column of a view, in order; default where its definition is not understood, and calls nothing that reads what it does not name.</summary>
    public ImmutableArray<Flow> OfView(CatalogueRelation view) => views.GetOrAdd(view.Oid, static (_, at) => at.Lineage.ReadView(at.View), (Lineage: this, View: view));

    /// <summary>What flows into a generated column.</summary>
    public Flow OfGenerated(CatalogueRelation relation, CatalogueColumn column)
    {
        if (column.Expression is not { } expression) return Flow.Anything;
        return SqlTree.Read($"select {expression}", statements => Selected(statements) is { ValueKind: JsonValueKind.Object } value ? new LineageReader(this).ReadExpression(value, relation) : Flow.Anything, Flow.Anything);
    }

    /// <summary>
    /// What a function that somebody made can give back, beside what it is handed: every column of every relation that its body has a word for. Anything where it runs text, calls what may read anything,
    /// or is written in a language that is not read.
    /// </summary>
    public Flow FlowOf(string function)
    {
        if (functionFlows.TryGetValue(function, out var known)) return known;
        // A function that calls itself, perhaps by others, is not followed round.
        reading ??= new HashSet<string>(StringComparer.Ordinal);
        if (!reading.Add(function)) return Flow.Anything;
        try
        {
            return functionFlows.GetOrAdd(function, static (name, lineage) => lineage.ReadFunction(name, [name]), this);
        }
        finally
        {
            reading.Remove(function);
        }
    }

    /// <summary>What flows into each of the columns that a function gives, beside what it is handed; default where they cannot be told apart.</summary>
    internal ImmutableArray<Flow> FlowsOf(string function, int columns)
    {
        if (FlowOf(function).IsUnknown || functions[function].ToArray() is not [{ Language: "sql" } only]) return default;
        var statements = Body(only);
        return !statements.IsEmpty && statements[^1].Outputs.Length == columns ? [.. statements[^1].Outputs.Select(o => WithUses(o.Flow, statements))] : default;
    }

    /// <summary>Whether a function may write: it is declared so that the server lets it, and its body has a word for it or is not read. What is not known may.</summary>
    public bool MayWrite(string function)
    {
        var found = functions[function].ToArray();
        return found.Length == 0 || found.Any(f => f.IsVolatile && f.Language != "computing" && (f.Language is not ("sql" or "plpgsql") || BodyWords.Of(f.Body) is var words && (words.Overlaps(writing) || words.Any(w => w != function && UserFunctions.Contains(w)))));
    }

    /// <summary>What flows into columns of a relation (null: into every one) by a trigger that changes rows before they are written. Only functions in PL/pgSQL are read.</summary>
    public IEnumerable<(string? Column, Flow Flow)> OfTrigger(CatalogueRelation relation, string function)
    {
        foreach (var body in functions[function].Where(f => f.Language == "plpgsql").Select(f => f.Body))
        foreach (var (column, words) in TriggerAssignments.Of(body))
        {
            var flow = Mentioned(relation, words);
            // A variable may hold whatever the function has read.
            if (words.Any(w => !IsPlain(w, relation))) flow = flow.And(FlowOf(function)).And(Mentioned(relation, BodyWords.Of(body)));
            yield return (column, flow.Derived());
        }
    }

    private Flow Mentioned(CatalogueRelation relation, IReadOnlySet<string> words)
    {
        var flow = Flow.OfColumns(relation.Columns.Where(c => words.Contains(c.Name)).Select(c => new CatalogueColumnId(relation.Oid, c.Number)), false);
        foreach (var word in words)
        {
            foreach (var named in Named(word)) flow = flow.And(Flow.OfColumns(named.Columns.Select(c => new CatalogueColumnId(named.Oid, c.Number)), false));
            if (UserFunctions.Contains(word)) flow = flow.And(FlowOf(word));
        }
        return flow;
    }

    /// <summary>A word whose meaning is known: a row of the trigger's, a column, a function or relation, a number or a keyword of expressions.</summary>
    private bool IsPlain(string word, CatalogueRelation relation) =>
        char.IsAsciiDigit(word[0]) || plain.Contains(word.ToLowerInvariant()) || word.StartsWith("tg_", StringComparison.OrdinalIgnoreCase) || relation.Columns.Any(c => c.Name == word)
        || BuiltinFunctions.Contains(word.ToLowerInvariant()) || UserFunctions.Contains(word) || !Named(word).IsEmpty;

    /// <summary>Whether a unique or exclusion constraint compares what is stored in a column with what is there.</summary>
    internal bool IsUnique(CatalogueColumnId column) =>
        catalogue.Relations.TryGetValue(column.RelationOid, out var relation)
        && (relation.Unique.Contains(column.Number)
            || (relation.Kind == 'v' && Array.FindIndex([.. relation.Columns], c => c.Number == column.Number) is >= 0 and var at && OfView(relation) is { IsDefault: false } flows && flows[at].Sources.Any(IsUnique)));

    internal ImmutableArray<CatalogueRelation> Named(string name) => byName.GetValueOrDefault(name, []);

    /// <param name="schema">Null for any: what a bare name means is the server's business.</param>
    internal ImmutableArray<CatalogueRelation> Named(string? schema, string name) => schema is null ? Named(name) : [.. Named(name).Where(r => r.Schema == schema)];

    internal IEnumerable<CatalogueFunction> FunctionsNamed(string name) => functions[name];

    internal bool IsString(uint type) => strings.Contains(type) || catalogue.StringTypes.Contains(type);

    /// <summary>A single empty name for one value; null for a function that is not known.</summary>
    internal ImmutableArray<string>? FunctionColumns(string name) =>
        catalogue.FunctionColumns.TryGetValue(name, out var columns) ? columns : catalogue.BuiltinFunctions.Contains(name) || catalogue.UserFunctions.Contains(name) ? [""] : null;

    private ImmutableArray<StatementLineage> Statements(JsonElement statements, CatalogueFunction? body = null)
    {
        var read = ImmutableArray.CreateBuilder<StatementLineage>();
        foreach (var raw in new TreeList(statements).Elements) read.Add(new LineageReader(this, body).Read(raw.Field("stmt"u8)));
        return read.ToImmutable();
    }

    private ImmutableArray<Flow> ReadView(CatalogueRelation view)
    {
        if (view.Definition is { } definition && Read(definition) is [{ Unproven: null } query] && query.Outputs.Length == view.Columns.Length) return [.. query.Outputs.Select(o => o.Flow)];
        return view.Definition is { } text && BodyWords.Of(text).Any(ReadingFunctions.Contains) ? [.. view.Columns.Select(_ => Flow.Anything)] : default;
    }

    private Flow ReadFunction(string name, ImmutableHashSet<string> open)
    {
        var found = functions[name].ToArray();
        if (found.Length == 0) return Flow.Anything;
        var flow = Flow.None;
        foreach (var function in found)
        {
            if (function.Language is "computing") continue;
            if (function.Language is not ("sql" or "plpgsql") || function.Body.Contains("\"\"", StringComparison.Ordinal) || UserOperators.Any(o => function.Body.Contains(o, StringComparison.Ordinal))) return Flow.Anything;
            if (function.Language == "sql" && ReadBody(function) is { } body)
            {
                flow = flow.And(body).Derived();
                continue;
            }
            foreach (var word in BodyWords.Of(function.Body))
            {
                if (word is "execute" || ReadingFunctions.Contains(word)) return Flow.Anything;
                foreach (var relation in Named(word)) flow = flow.And(Flow.OfColumns(relation.Columns.Select(c => new CatalogueColumnId(relation.Oid, c.Number)), false)).Derived();
                if (UserFunctions.Contains(word) && !open.Contains(word)) flow = flow.And(ReadFunction(word, open.Add(word))).Derived();
                if (flow.IsUnknown) return Flow.Anything;
            }
        }
        return flow;
    }

    /// <summary>A body in SQL, statement by statement: what the last one answers, what any of them stores, and what any of them chooses rows by, since the answer tells of it. Null where that is not proven.</summary>
    private Flow? ReadBody(CatalogueFunction function)
    {
        var statements = Body(function);
        if (statements.IsEmpty) return null;
        var told = statements[^1].Outputs.Select(o => o.Flow).Concat(statements.SelectMany(s => s.Stores).Select(s => s.Flow));
        return WithUses(told.Aggregate(Flow.None.Derived(), (all, flow) => all.And(flow)), statements);
    }

    /// <summary>None where not each of them is proven.</summary>
    private ImmutableArray<StatementLineage> Body(CatalogueFunction function)
    {
        var statements = SqlTree.Read(function.Body, list => Statements(list, function), otherwise: []);
        return statements.Any(s => s.Unproven is not null) ? [] : statements;
    }

    private static Flow WithUses(Flow flow, ImmutableArray<StatementLineage> statements) => statements.SelectMany(s => s.Uses).Aggregate(flow, (all, use) => all.And(use.Flow)).Derived();

    private static JsonElement Selected(JsonElement statements)
    {
        foreach (var raw in new TreeList(statements).Elements)
            if (raw.Field("stmt"u8).IsNode("SelectStmt"u8, out var select))
                foreach (var item in select.Items("targetList"u8).Elements)
                    if (item.IsNode("ResTarget"u8, out var target)) return target.Field("val"u8);
        return default;
    }
}
