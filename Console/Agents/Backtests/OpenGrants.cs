using HoopLike.Console.Approvals;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>Grants of the past: whoever connected while one was open had asked for approval, which the recording does not say.</summary>
internal sealed class OpenGrants
{
    private readonly ILookup<(string Identity, string Connection), GrantEntity> grants;

    private OpenGrants(IEnumerable<GrantEntity> found) => grants = found.ToLookup(g => (g.Identity, g.Connection));

    public static async Task<OpenGrants> ReadAsync(ConsoleDb db, DateTimeOffset to, CancellationToken cancellationToken) =>
        new(await db.Set<GrantEntity>().AsNoTracking().Where(g => g.OpenedAt < to).ToListAsync(cancellationToken));

    public bool WasOpenFor(SessionEntity session) => grants[(session.Identity, session.Connection)].Any(g =>
        g.OpenedAt <= session.StartedAt && g.ExpiresAt > session.StartedAt && !(g.RevokedAt <= session.StartedAt) && ActorIdentity.SameChain(g.Actors, session.Actors));
}
