using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Masking;

/// <summary>When a connection was last scanned, and by whom.</summary>
public sealed record LastScan(DateTimeOffset At, string By, string? Summary);

/// <summary>Keeps what scans found, and what people said of it.</summary>
public sealed class SensitiveColumns(ConsoleDbFactory databases, AuditLog audit, LiveFeed live, TimeProvider time)
{
    private const string Scanned = "connection.scanned";

    /// <summary>By connection, in order of their names.</summary>
    public async Task<ILookup<string, SensitiveColumnEntity>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var all = await db.Set<SensitiveColumnEntity>().AsNoTracking().OrderBy(c => c.Schema).ThenBy(c => c.Table).ThenBy(c => c.Column).ToListAsync(cancellationToken);
        return all.ToLookup(c => c.Connection, StringComparer.Ordinal);
    }

    /// <summary>Null when it never was.</summary>
    public async Task<LastScan?> LastAsync(string connection, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var target = Target(connection);
        return await db.Set<AuditEntity>().Where(a => a.Target == target && a.Action == Scanned).OrderByDescending(a => a.Sequence)
            .Select(a => new LastScan(a.At, a.Actor, a.Detail)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Puts a whole scan in place of the one before. What somebody dismissed stays dismissed; columns that are gone, or look harmless now, are forgotten.</summary>
    /// <param name="summary">For people: how much was looked at.</param>
    public async Task StoreAsync(string connection, IReadOnlyCollection<SensitiveFinding> findings, string summary, Actor actor, CancellationToken cancellationToken)
    {
        await databases.WriteWithRetryAsync(
            async db =>
            {
                var known = await db.Set<SensitiveColumnEntity>().Where(c => c.Connection == connection).ToDictionaryAsync(c => new ColumnName(c.Schema, c.Table, c.Column), cancellationToken);
                var now = time.GetUtcNow();
                foreach (var finding in findings.DistinctBy(f => f.Column))
                {
                    if (!known.Remove(finding.Column, out var entity))
                    {
                        var (schema, table, column) = finding.Column;
                        db.Add(entity = new SensitiveColumnEntity { Connection = connection, Schema = schema, Table = table, Column = column, Class = finding.Class });
                    }

                    (entity.Class, entity.ByName, entity.Share, entity.SeenAt) = (finding.Class, finding.ByName, finding.Share, now);
                }

                db.RemoveRange(known.Values);
                await db.SaveChangesAsync(cancellationToken);
                await audit.AppendAsync(db, actor, new AuditNote(Scanned, Target(connection)) { Detail = summary }, cancellationToken);
                return true;
            },
            cancellationToken);
        Tell(connection);
    }

    /// <summary>Somebody says that a column is not sensitive, or takes that back. False when it is not known (any more).</summary>
    public async Task<bool> DismissAsync(string connection, ColumnName column, bool dismissed, Actor actor, CancellationToken cancellationToken)
    {
        var (schema, table, name) = column;
        var found = await databases.WriteWithRetryAsync(
            async db =>
            {
                var entity = await db.Set<SensitiveColumnEntity>().SingleOrDefaultAsync(c => c.Connection == connection && c.Schema == schema && c.Table == table && c.Column == name, cancellationToken);
                if (entity is null) return false;
                entity.DismissedBy = dismissed ? actor.Name : null;
                await db.SaveChangesAsync(cancellationToken);
                await audit.AppendAsync(db, actor, new AuditNote(dismissed ? "sensitive-column.dismissed" : "sensitive-column.restored", Target(connection)) { Detail = column.ToString() }, cancellationToken);
                return true;
            },
            cancellationToken);
        if (found) Tell(connection);
        return found;
    }

    private void Tell(string connection)
    {
        live.Publish(LiveTopics.Coverage, connection);
        live.Publish(LiveTopics.Audit, Target(connection));
    }

    private static string Target(string connection) => $"connection {connection}";
}
