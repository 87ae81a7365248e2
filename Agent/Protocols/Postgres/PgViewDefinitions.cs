using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Npgsql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>
/// The queries behind views. To write one down the server locks every relation in it, as a reader does, and so waits for transactions that change one: they are asked for only when a view, or the names of relations and columns,
/// changed since, and not for long.
/// </summary>
internal sealed class PgViewDefinitions
{
    /// <summary>Databases remembered; one more, and all are read anew.</summary>
    private const int Limit = 64;

    /// <summary>lock_not_available</summary>
    private const string LockTimeout = "55P03";

    private readonly ConcurrentDictionary<(string Connection, string Database), Reading> remembered = new();

    /// <summary>By OID. A view that is not in it is not known: its definition could not be read now.</summary>
    /// <param name="versions">Of each view: what changes when it is replaced.</param>
    public async Task<IReadOnlyDictionary<uint, string>> ReadAsync(
        PgOwnConnection own, ConnectionConfig connection, string database, IReadOnlyCollection<CatalogueRelation> relations, IReadOnlyDictionary<uint, string> versions, CancellationToken ct)
    {
        if (versions.Count == 0) return new Dictionary<uint, string>();
        var key = (connection.Name, database);
        var signature = Signature(connection, relations, versions);
        if (remembered.TryGetValue(key, out var known) && known.Signature == signature) return known.Definitions;
        var definitions = await AskAsync(own, ct);
        if (definitions is null) return new Dictionary<uint, string>();
        if (remembered.Count >= Limit) remembered.Clear();
        remembered[key] = new Reading(signature, definitions);
        return definitions;
    }

    /// <summary>Null where somebody is changing what a view is made of.</summary>
    private static async Task<Dictionary<uint, string>?> AskAsync(PgOwnConnection own, CancellationToken ct)
    {
        try
        {
            await using var batch = own.Batch(PgCatalogueQueries.Begin, PgCatalogueQueries.Qualify, PgCatalogueQueries.WaitShortly, PgCatalogueQueries.Definitions, PgCatalogueQueries.Commit);
            await using var reader = await batch.ExecuteReaderAsync(ct);
            var definitions = new Dictionary<uint, string>();
            while (await reader.ReadAsync(ct))
                if (!await reader.IsDBNullAsync(1, ct)) definitions[await reader.GetFieldValueAsync<uint>(0, ct)] = reader.GetString(1);
            return definitions;
        }
        catch (PostgresException e) when (e.SqlState == LockTimeout)
        {
            return null;
        }
    }

    /// <summary>Names are in it, because a definition is written with the names of now.</summary>
    private static string Signature(ConnectionConfig connection, IReadOnlyCollection<CatalogueRelation> relations, IReadOnlyDictionary<uint, string> versions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData("\0"u8);
        }

        Add($"{connection.Target.Host}:{connection.Target.Port}");
        foreach (var relation in relations.OrderBy(r => r.Oid))
        {
            Add($"{relation.Oid} {relation.Schema}.{relation.Name} {versions.GetValueOrDefault(relation.Oid)}");
            foreach (var column in relation.Columns) Add($"{column.Number} {column.Name} {column.TypeOid}");
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed record Reading(string Signature, IReadOnlyDictionary<uint, string> Definitions);
}
