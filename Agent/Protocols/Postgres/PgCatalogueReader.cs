using System.Collections.Frozen;
using System.Collections.Immutable;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Reads what masking must know of a database: one connection of the gateway's own, one round trip (and one more where views changed), one snapshot of the server's.</summary>
public sealed class PgCatalogueReader(ILogger<PgCatalogueReader> log)
{
    private readonly PgViewDefinitions definitions = new();

    /// <exception cref="AccessRefused">It cannot be read.</exception>
    public async Task<TargetCatalogue> ReadAsync(ConnectionConfig connection, string database, CancellationToken ct)
    {
        try
        {
            await using var own = await PgOwnConnection.OpenAsync(connection, database, "hooplike-catalogue", ct);
            await using var batch = own.Batch(
                PgCatalogueQueries.Begin, PgCatalogueQueries.Qualify, PgCatalogueQueries.Relations, PgCatalogueQueries.Columns, PgCatalogueQueries.Triggers, PgCatalogueQueries.Parents, PgCatalogueQueries.Dependencies, PgCatalogueQueries.RunsUserCode,
                PgCatalogueQueries.Functions, PgCatalogueQueries.Bodies, PgCatalogueQueries.FunctionColumns, PgCatalogueQueries.Operators, PgCatalogueQueries.Types, PgCatalogueQueries.StringTypes, PgCatalogueQueries.Commit);
            var (catalogue, versions) = await ReadAnswersAsync(batch, ct);
            return catalogue.Showing(await definitions.ReadAsync(own, connection, database, catalogue.Relations.Values, versions, ct));
        }
        catch (Exception e)
        {
            ct.ThrowIfCancellationRequested();
            log.CatalogueNotRead(connection.Name, database, e);
            throw new AccessRefused(RefusalKind.Unavailable, "the target's schema, which masking rules need, cannot be read; tell whoever runs this gateway", inner: e);
        }
    }

    /// <summary>An option as the catalogue keeps them, <c>name=value</c>; null where it is not there.</summary>
    private static string? Option(string[] options, string name) => Array.Find(options, o => o.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static async Task<(TargetCatalogue, IReadOnlyDictionary<uint, string> Versions)> ReadAnswersAsync(NpgsqlBatch batch, CancellationToken ct)
    {
        await using var reader = await batch.ExecuteReaderAsync(ct);
        // Many tables have columns of the same name.
        var names = new HashSet<string>(StringComparer.Ordinal);
        var relations = await ListAsync(reader, r => (Oid: r.GetFieldValue<uint>(0), Schema: Shared(names, r.GetString(1)), Name: r.GetString(2), Kind: r.GetString(3)[0], Version: r.IsDBNull(4) ? null : r.GetString(4), HasRules: r.GetBoolean(5), Key: r.IsDBNull(6) ? [] : r.GetFieldValue<short[]>(6), Unique: r.GetFieldValue<short[]>(7), Options: r.IsDBNull(8) ? [] : r.GetFieldValue<string[]>(8)), ct, isFirst: true);
        var columns = await ByOidAsync(reader, r => new CatalogueColumn(r.GetInt16(1), Shared(names, r.GetString(2)), r.GetFieldValue<uint>(3), r.GetBoolean(4)) { Expression = r.IsDBNull(5) ? null : r.GetString(5), ForeignName = r.IsDBNull(6) ? null : Option(r.GetFieldValue<string[]>(6), "column_name") }, ct);
        var triggers = await ByOidAsync(reader, r => (Function: r.GetString(1), ChangesRows: r.GetBoolean(2)), ct);
        var parents = await ByOidAsync(reader, r => r.GetFieldValue<uint>(1), ct);
        var dependencies = await ByOidAsync(reader, r => new CatalogueColumnId(r.GetFieldValue<uint>(1), r.GetInt16(2)), ct);
        var runsUserCode = (await ListAsync(reader, r => r.GetFieldValue<uint>(0), ct)).ToHashSet();
        var functions = await ListAsync(reader, r => (Name: r.GetString(0), IsBuiltin: r.GetBoolean(1), IsUsers: r.GetBoolean(2), IsVolatile: r.GetBoolean(3)), ct);
        var bodies = await ListAsync(reader, r => new CatalogueFunction(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)) { IsVolatile = r.GetBoolean(4), Arguments = [.. r.GetFieldValue<string[]>(5)] }, ct);
        var shapes = await ListAsync(reader, r => (Name: r.GetString(0), Columns: r.GetString(1)), ct);
        var operators = await ListAsync(reader, r => r.GetString(0), ct);
        var types = await ListAsync(reader, r => r.GetString(0), ct);
        var strings = await ListAsync(reader, r => r.GetFieldValue<uint>(0), ct);
        var catalogue = new TargetCatalogue(
            [
                .. relations.Select(r => new CatalogueRelation(r.Oid, r.Schema, r.Name, r.Kind, Of(columns, r.Oid), Of(parents, r.Oid), Of(dependencies, r.Oid))
                {
                    RunsUserCode = runsUserCode.Contains(r.Oid),
                    HasRules = r.HasRules,
                    Key = [.. r.Key],
                    Unique = [.. r.Unique],
                    Foreign = r.Kind == 'f' ? new ForeignName(Option(r.Options, "schema_name") ?? r.Schema, Option(r.Options, "table_name") ?? r.Name) : null,
                    TriggerFunctions = [.. Of(triggers, r.Oid).Select(t => t.Function).Distinct(StringComparer.Ordinal)],
                    RowTriggers = [.. Of(triggers, r.Oid).Where(t => t.ChangesRows).Select(t => t.Function)],
                }),
            ],
            functions.Where(f => f.IsBuiltin).Select(f => f.Name).ToFrozenSet(StringComparer.Ordinal),
            functions.Where(f => f.IsUsers).Select(f => f.Name).ToFrozenSet(StringComparer.Ordinal),
            operators.ToFrozenSet(StringComparer.Ordinal))
        {
            VolatileBuiltins = functions.Where(f => f.IsVolatile).Select(f => f.Name).ToFrozenSet(StringComparer.Ordinal),
            Functions = [.. bodies],
            FunctionColumns = shapes.ToFrozenDictionary(s => s.Name, s => s.Columns.Length == 0 ? ImmutableArray<string>.Empty : [.. s.Columns.Split('\u0001')], StringComparer.Ordinal),
            UserTypes = types.ToFrozenSet(StringComparer.Ordinal),
            StringTypes = strings.ToFrozenSet(),
        };
        return (catalogue, relations.Where(r => r.Version is not null).ToDictionary(r => r.Oid, r => r.Version!));
    }

    // BEGIN has no result set, so the reader stands at the relations when it opens.
    private static async Task<List<T>> ListAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken ct, bool isFirst = false)
    {
        if (!isFirst && !await reader.NextResultAsync(ct)) throw new InvalidOperationException("The catalogue's answer ends early.");
        var list = new List<T>();
        while (await reader.ReadAsync(ct)) list.Add(read(reader));
        return list;
    }

    private static async Task<Dictionary<uint, ImmutableArray<T>.Builder>> ByOidAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var byOid = new Dictionary<uint, ImmutableArray<T>.Builder>();
        foreach (var (oid, item) in await ListAsync(reader, r => (r.GetFieldValue<uint>(0), read(r)), ct))
        {
            if (!byOid.TryGetValue(oid, out var builder)) byOid[oid] = builder = ImmutableArray.CreateBuilder<T>();
            builder.Add(item);
        }
        return byOid;
    }

    private static ImmutableArray<T> Of<T>(Dictionary<uint, ImmutableArray<T>.Builder> byOid, uint oid) => byOid.TryGetValue(oid, out var builder) ? builder.ToImmutable() : [];

    private static string Shared(HashSet<string> names, string name)
    {
        if (names.TryGetValue(name, out var known)) return known;
        names.Add(name);
        return name;
    }
}
