using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Audit;

/// <summary>What entries to look for; null asks for nothing.</summary>
/// <param name="Action">An action as <c>policy.changed</c>, or its first part as <c>policy</c>.</param>
/// <param name="Target">The whole target as <c>connection shop</c>, or its kind as <c>connection</c>.</param>
/// <param name="From">Then or later.</param>
/// <param name="To">Before.</param>
/// <param name="Text">Part of any of its words, in any case.</param>
public sealed record AuditQuery(string? Actor = null, string? Action = null, string? Target = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Text = null);

/// <summary>The words that recent entries hold, for lists to choose from.</summary>
public sealed record AuditWords(IReadOnlyList<string> Actors, IReadOnlyList<string> Actions);

/// <summary>Finds audit entries, newest first, page by page.</summary>
public sealed class AuditSearch(ConsoleDbFactory databases)
{
    /// <summary>Entries among which <see cref="WordsAsync"/> looks.</summary>
    private const int Recent = 5000;

    /// <param name="before">The sequence of the last entry of the page before.</param>
    public async Task<IReadOnlyList<AuditEntity>> FindAsync(AuditQuery query, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var entries = Filter(db, query);
        if (before is { } sequence) entries = entries.Where(a => a.Sequence < sequence);
        return await entries.OrderByDescending(a => a.Sequence).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>All that match, oldest first, one by one: however long the log is, no more than a few are in memory.</summary>
    public async IAsyncEnumerable<AuditEntity> StreamAsync(AuditQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Page = 500;
        for (var last = 0L; ;)
        {
            List<AuditEntity> page;
            await using (var db = databases.CreateDbContext())
            {
                page = await Filter(db, query).Where(a => a.Sequence > last).OrderBy(a => a.Sequence).Take(Page).ToListAsync(cancellationToken);
            }

            foreach (var entry in page) yield return entry;
            if (page.Count < Page) yield break;
            last = page[^1].Sequence;
        }
    }

    /// <summary>How many entries there are: they are numbered without gaps.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<AuditEntity>().OrderByDescending(a => a.Sequence).Select(a => a.Sequence).FirstOrDefaultAsync(cancellationToken);
    }

    public async Task<AuditWords> WordsAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var recent = db.Set<AuditEntity>().OrderByDescending(a => a.Sequence).Take(Recent);
        var actors = await recent.Select(a => a.Actor).Distinct().ToListAsync(cancellationToken);
        var actions = await recent.Select(a => a.Action).Distinct().ToListAsync(cancellationToken);
        return new AuditWords([.. actors.Order(StringComparer.OrdinalIgnoreCase)], [.. actions.Order(StringComparer.Ordinal)]);
    }

    private static IQueryable<AuditEntity> Filter(ConsoleDb db, AuditQuery query)
    {
        var entries = db.Set<AuditEntity>().AsNoTracking();
        if (query.Actor is { } actor) entries = entries.Where(a => a.Actor == actor);
        if (query.Action is { } action)
        {
            var family = action + ".";
            entries = entries.Where(a => a.Action == action || a.Action.StartsWith(family));
        }

        if (query.Target is { } target)
        {
            var kind = target + " ";
            entries = entries.Where(a => a.Target == target || a.Target.StartsWith(kind));
        }

        if (query.From is { } from) entries = entries.Where(a => a.At >= from);
        if (query.To is { } to) entries = entries.Where(a => a.At < to);
        return string.IsNullOrEmpty(query.Text)
            ? entries
            : db.WhereContains(entries, a => a.Actor + " " + a.Action + " " + a.Target + " " + (a.Detail ?? "") + " " + (a.Address ?? "") + " " + (a.Before ?? "") + " " + (a.After ?? ""), query.Text);
    }
}
