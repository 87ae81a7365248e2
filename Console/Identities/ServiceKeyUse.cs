using System.Collections.Concurrent;
using System.Net;
using HoopLike.Console.Data;
using HoopLike.Shared.Snapshot;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>Notes when a service account's key was last used, and from where, so that one that nobody uses any more can be told.</summary>
public sealed class ServiceKeyUse(ConsoleDbFactory databases, TimeProvider time)
{
    /// <summary>A program may call many times a second; one write a minute tells as much.</summary>
    private static readonly TimeSpan interval = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> noted = new(StringComparer.Ordinal);

    /// <summary>A key opened the REST interface.</summary>
    public async Task NoteAsync(ServiceAccountKeyEntity key, IPAddress? from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (noted.TryGetValue(key.KeyHash, out var last) && now - last < interval) return;
        noted[key.KeyHash] = now;
        await WriteAsync(keys => keys.Where(k => k.Id == key.Id), now, from?.ToString(), cancellationToken);
    }

    /// <summary>A session began at an agent. Nothing, when it was not proven by a key.</summary>
    /// <param name="provenBy">As the recording says it.</param>
    public async Task NoteSessionAsync(string account, string provenBy, DateTimeOffset at, string clientAddress, CancellationToken cancellationToken)
    {
        if (ServiceKeyConfig.BeginOfHash(provenBy) is not { } begin) return;
        // Many sessions begin at once; the clock of an agent may be ahead.
        var now = time.GetUtcNow();
        var from = IPEndPoint.TryParse(clientAddress, out var client) ? client.Address.ToString() : clientAddress;
        await WriteAsync(keys => keys.Where(k => k.Account == account && k.KeyHash.StartsWith(begin)), at < now ? at : now, from, cancellationToken);
    }

    private Task<int> WriteAsync(Func<IQueryable<ServiceAccountKeyEntity>, IQueryable<ServiceAccountKeyEntity>> which, DateTimeOffset at, string? from, CancellationToken cancellationToken)
    {
        var earlier = at - interval;
        return databases.WriteAsync(
            db => which(db.Set<ServiceAccountKeyEntity>()).Where(k => k.LastUsedAt == null || k.LastUsedAt <= earlier || (k.LastUsedAt < at && k.LastUsedFrom != from))
                .ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, at).SetProperty(k => k.LastUsedFrom, from), cancellationToken),
            cancellationToken);
    }
}
