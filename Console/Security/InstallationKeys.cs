using System.Collections.Concurrent;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Security;

/// <summary>The installation's own keys: made once, by whichever console comes first, then read by all.</summary>
public sealed class InstallationKeys(ConsoleDbFactory databases, SecretProtector protector, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (Secret Key, string? PublicPart)> known = new(StringComparer.Ordinal);

    /// <summary>Reads the key of that name, making it with <paramref name="make"/> when there is none yet.</summary>
    /// <remarks>It is made in a transaction of its own, so a key's first use is at start and never inside another transaction.</remarks>
    public async Task<(Secret Key, string? PublicPart)> GetAsync(string name, Func<(Secret Key, string? PublicPart)> make, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(name, out var found)) return found;
        var entity = await databases.WriteWithRetryAsync(
            async db =>
            {
                var existing = await db.Set<InstallationKeyEntity>().SingleOrDefaultAsync(k => k.Name == name, cancellationToken);
                if (existing is not null) return existing;
                var (key, publicPart) = make();
                var made = new InstallationKeyEntity { Name = name, ProtectedKey = protector.Protect(key), PublicPart = publicPart, CreatedAt = time.GetUtcNow() };
                db.Add(made);
                return made;
            },
            cancellationToken);
        return known[name] = (protector.Unprotect(entity.ProtectedKey), entity.PublicPart);
    }
}
