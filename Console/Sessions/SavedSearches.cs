using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>Searches that people keep: everybody sees only their own.</summary>
public sealed class SavedSearches(ConsoleDbFactory databases, TimeProvider time)
{
    public const int LongestName = 100;
    private const int LongestQuery = 4000;
    private const int MostOfOne = 100;

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<SavedSearchEntity>> ListAsync(string owner, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<SavedSearchEntity>().AsNoTracking().Where(s => s.Owner == owner).OrderBy(s => s.Name).ToListAsync(cancellationToken);
    }

    /// <summary>Keeps a search; one that has the name already is replaced. Returns what is wrong with it, or null.</summary>
    /// <param name="query">As it stands in the page's address, behind the question mark.</param>
    public async Task<string?> SaveAsync(string owner, string name, string query, CancellationToken cancellationToken)
    {
        name = name.Trim();
        if (name.Length is 0 or > LongestName) return $"The name must have 1 to {LongestName} characters.";
        if (query.Length > LongestQuery) return "The search is too long to be kept.";
        return await databases.WriteWithRetryAsync(
            async db =>
            {
                var kept = await db.Set<SavedSearchEntity>().Where(s => s.Owner == owner).ToListAsync(cancellationToken);
                if (kept.Find(s => s.Name == name) is { } known)
                {
                    (known.Query, known.At) = (query, time.GetUtcNow());
                    return null;
                }

                if (kept.Count >= MostOfOne) return $"You keep {MostOfOne} searches already: delete one first.";
                db.Add(new SavedSearchEntity { Owner = owner, Name = name, Query = query, At = time.GetUtcNow() });
                return null;
            },
            cancellationToken);
    }

    /// <summary>Nothing where there is none of that name.</summary>
    public async Task DeleteAsync(string owner, string name, CancellationToken cancellationToken)
    {
        await databases.WriteAsync(db => db.Set<SavedSearchEntity>().Where(s => s.Owner == owner && s.Name == name).ExecuteDeleteAsync(cancellationToken), cancellationToken);
    }
}
