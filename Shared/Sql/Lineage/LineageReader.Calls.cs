using System.Text.Json;
using HoopLike.Shared.Sql.Reading;

namespace HoopLike.Shared.Sql.Lineage;

/// <content>Functions and aggregates.</content>
internal sealed partial class LineageReader
{
    private Flow Call(JsonElement call, LineageScope scope) => Call(call, scope, out _);

    /// <param name="given">What its arguments are made of, without what it may read itself.</param>
    private Flow Call(JsonElement call, LineageScope scope, out Flow given)
    {
        var names = call.Field("funcname"u8).Names();
        if (names.Count == 0) throw new UnprovenException("a function has no name");
        var (schema, name) = (names.Count > 1 ? names[^2] : null, names[^1]);
        var arguments = new List<Flow>();
        foreach (var item in call.Items("args"u8).Elements)
        {
            if (Star(item, scope) is { } columns) arguments.AddRange(columns.Select(c => c.Flow));
            else arguments.Add(Expression(item, scope));
        }
        given = arguments.Aggregate(Flow.None.Derived(), (flow, a) => flow.And(a)).Derived();
        var control = Flow.None.Derived();
        foreach (var item in call.Items("agg_order"u8).Elements) control = control.And(Expression(item.IsNode("SortBy"u8, out var sort) ? sort.Field("node"u8) : item, scope));
        control = control.Derived();
        Use(control, UseKind.Choice, "ORDER BY within an aggregate");
        var filter = Optional(call.Field("agg_filter"u8), scope).Derived();
        Use(filter, UseKind.Choice, "FILTER");
        var window = call.Field("over"u8) is { ValueKind: JsonValueKind.Object } over ? Window(over, scope) : Flow.None;
        return Called(schema, name, arguments, call.Flag("agg_distinct"u8)).DependingOn(control).DependingOn(filter).DependingOn(window);
    }

    private Flow Called(string? schema, string name, IReadOnlyList<Flow> arguments, bool isDistinct)
    {
        var all = arguments.Aggregate(Flow.None.Derived(), (flow, a) => flow.And(a)).Derived();
        // A schema of the server's own says which is meant; a bare name may mean anybody's.
        var isBuiltin = catalogue.BuiltinFunctions.Contains(name) && (schema is "pg_catalog" or "information_schema" || (schema is null && !catalogue.UserFunctions.Contains(name)));
        if (!isBuiltin)
        {
            Use(all, UseKind.Effect, $"function {name}");
            return all.And(catalogue.FlowOf(name));
        }
        if (isDistinct) foreach (var argument in arguments) Use(argument, UseKind.Equality, "DISTINCT");
        if (PureFunctions.CountsOnly(name)) return Flow.None;
        if (ReadingFunctions.Contains(name)) return all.And(Flow.Anything);
        if (catalogue.VolatileBuiltins.Contains(name) || CarryingFunctions.Contains(name))
        {
            Use(all, UseKind.Carry, $"function {name}");
            return all;
        }
        if (PureFunctions.IsTotal(name, arguments)) return all.Derived(PureFunctions.GivesText(name));
        Use(all, UseKind.Failure, $"function {name}");
        return all;
    }
}
