using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Sessions;

/// <summary>Reads how often each policy gave each verdict, and what it last decided.</summary>
public sealed class PolicyActivity(ConsoleDbFactory databases)
{
    /// <summary>Begins the verdict of a policy that only watches: <c>observe-deny</c>, <c>observe-approve</c>, <c>observe-allow</c>.</summary>
    public const string Observed = "observe";

    /// <summary>Of all policies that ever decided something, those that are gone included; by name, then verdict.</summary>
    public async Task<IReadOnlyList<PolicyActivityEntity>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<PolicyActivityEntity>().AsNoTracking().OrderBy(a => a.Policy).ThenBy(a => a.Verdict).ToListAsync(cancellationToken);
    }

    /// <summary>Of one policy, the newest verdict first.</summary>
    public async Task<IReadOnlyList<PolicyActivityEntity>> ReadAsync(string policy, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<PolicyActivityEntity>().AsNoTracking().Where(a => a.Policy == policy).OrderByDescending(a => a.LastAt).ToListAsync(cancellationToken);
    }
}
