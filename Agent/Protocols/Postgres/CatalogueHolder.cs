using System.Collections.Concurrent;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Reads a database's catalogue, as <see cref="PgCatalogueReader.ReadAsync"/> does.</summary>
public delegate Task<TargetCatalogue> ReadCatalogue(ConnectionConfig connection, string database, CancellationToken ct);

/// <summary>The catalogues of all databases that sessions are connected to, each read once for all of them. Thread-safe.</summary>
public sealed class CatalogueHolder(ReadCatalogue read, TimeProvider time)
{
    /// <summary>Databases remembered; when there are more, those that nobody asked for lately are forgotten.</summary>
    private const int Limit = 64;

    private static readonly TimeSpan forgetAfter = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<(string Connection, string Database), CatalogueEntry> entries = new();

    /// <summary>The schema of a database, for a session to keep. A connection that leads elsewhere now gets another one.</summary>
    public ISchemaSource For(ConnectionConfig connection, string database)
    {
        if (entries.Count >= Limit) Forget();
        return entries.AddOrUpdate(
            (connection.Name, connection.Target.Database ?? database),
            static (key, at) => at.Holder.NewEntry(at.Connection, key.Database),
            static (key, known, at) => known.IsOf(at.Connection) ? known : at.Holder.NewEntry(at.Connection, key.Database),
            (Holder: this, Connection: connection));
    }

    /// <inheritdoc cref="ISchemaSource.GetAsync"/>
    public Task<TargetCatalogue> GetAsync(ConnectionConfig connection, string database, CancellationToken ct) => For(connection, database).GetAsync(ct);

    /// <inheritdoc cref="ISchemaSource.RefreshAsync"/>
    public Task<TargetCatalogue> RefreshAsync(ConnectionConfig connection, string database, CancellationToken ct) => For(connection, database).RefreshAsync(ct);

    /// <inheritdoc cref="ISchemaSource.Invalidate"/>
    public void Invalidate(ConnectionConfig connection, string database) => For(connection, database).Invalidate();

    private CatalogueEntry NewEntry(ConnectionConfig connection, string database) => new(connection, stop => read(connection, database, stop), time);

    private void Forget()
    {
        foreach (var entry in entries)
        {
            if (entry.Value.IdleFor > forgetAfter) entries.TryRemove(entry);
        }
    }
}
