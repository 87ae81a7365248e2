using System.Text.Json;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Asks a target's planner how many rows a statement would touch, for those who are to approve it. Plans only; nothing is run, and what could run code of somebody's while it is planned is not even planned.</summary>
public sealed class RowEstimator(CatalogueHolder catalogues, ILogger<RowEstimator> log)
{
    /// <summary>For sign-in and planning together. A person waits for the ticket, and it is only a hint.</summary>
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(5);

    private const SqlKinds Plannable = SqlKinds.Select | SqlKinds.Insert | SqlKinds.Update | SqlKinds.Delete | SqlKinds.Merge;

    /// <returns>Null where the planner cannot or may not be asked, or did not answer in time. Never throws but for <paramref name="ct"/>.</returns>
    public async Task<long?> EstimateAsync(ConnectionConfig connection, string database, SqlAnalysis operation, CancellationToken ct)
    {
        if (operation.Error is not null || operation.Statements is not [var statement] || (statement.Kinds & ~Plannable) != 0) return null;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(limit);
        try
        {
            var catalogue = await catalogues.GetAsync(connection, database, deadline.Token);
            if (!IsHarmless(statement, catalogue)) return null;
            await using var own = await PgOwnConnection.OpenAsync(connection, database, "hooplike-estimate", deadline.Token);
            await using var batch = own.Batch(
                "begin read only", "set local statement_timeout = '2s'", "set local lock_timeout = '500ms'", "set local standard_conforming_strings = on", "explain (format json) " + operation.Text, "rollback");
            await using var reader = await batch.ExecuteReaderAsync(deadline.Token);
            return await reader.ReadAsync(deadline.Token) ? Rows(reader.GetString(0)) : null;
        }
        catch (Exception e)
        {
            ct.ThrowIfCancellationRequested();
            log.NoEstimate(connection.Name, e.GetType().Name);
            return null;
        }
    }

    /// <summary>Planning folds immutable functions and operators, through views too: only those that came with the server may be there.</summary>
    private static bool IsHarmless(SqlStatement statement, TargetCatalogue catalogue) =>
        statement.Functions.All(f => catalogue.BuiltinFunctions.Contains(f.Name) && !catalogue.UserFunctions.Contains(f.Name))
        && !statement.Operators.Any(catalogue.UserOperators.Contains)
        && !catalogue.Relations.Values.Any(r => statement.Tables.Any(t => string.Equals(t.Name, r.Name, StringComparison.Ordinal)) && RunsUserCode(r, catalogue, depth: 0));

    private static bool RunsUserCode(CatalogueRelation relation, TargetCatalogue catalogue, int depth) =>
        relation.RunsUserCode
        || depth > 32
        || relation.DependsOn.Select(d => d.RelationOid).Distinct().Any(oid => catalogue.Relations.TryGetValue(oid, out var below) && RunsUserCode(below, catalogue, depth + 1));

    /// <summary>Rows of the top node, or, where something is written, those that are fed to the writing nodes.</summary>
    private static long? Rows(string json)
    {
        using var document = JsonDocument.Parse(json);
        var plan = document.RootElement[0].GetProperty("Plan");
        var written = Written(plan).ToArray();
        return (long)(written.Length > 0 ? written.Sum() : Estimate(plan));
    }

    private static IEnumerable<double> Written(JsonElement node)
    {
        if (!node.TryGetProperty("Plans", out var children)) yield break;
        foreach (var child in children.EnumerateArray())
        {
            // A CTE hangs below a writing node, too, as an InitPlan, but does not feed it.
            if (Is(node, "Node Type", "ModifyTable") && !Is(child, "Parent Relationship", "InitPlan")) yield return Estimate(child);
            foreach (var rows in Written(child)) yield return rows;
        }
    }

    private static bool Is(JsonElement node, string property, string value) => node.TryGetProperty(property, out var found) && found.ValueEquals(value);

    private static double Estimate(JsonElement node) => node.GetProperty("Plan Rows").GetDouble();
}
