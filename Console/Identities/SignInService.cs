using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>Proves people by a local account's password.</summary>
public sealed class SignInService(ConsoleDbFactory databases, AuditLog audit, TimeProvider time)
{
    public const int FailuresAllowed = 5;
    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);

    /// <summary>Null when it fails. Why stays unsaid: a wrong password, an unknown, locked or disabled account look alike and take alike.</summary>
    public async Task<ProvenPerson?> ProveAsync(string name, Secret password, string? address, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var allowed = await db.Set<SignInRulesEntity>().Select(r => r.Local).SingleAsync(cancellationToken);
        var user = await db.Set<UserEntity>().AsNoTracking().SingleOrDefaultAsync(u => u.Name == name, cancellationToken);
        var right = UserSection.Verify(user, password);
        if (user is null || !allowed)
        {
            await audit.AppendAsync(new Actor("unknown", address), new AuditNote("sign-in.refused", "console"), cancellationToken);
            return null;
        }

        if (!await CountAsync(user.Name, right, cancellationToken))
        {
            await audit.AppendAsync(new Actor(user.Name, address), new AuditNote("sign-in.refused", "console"), cancellationToken);
            return null;
        }

        return new ProvenPerson(user.Name, SignInMeans.Password, null, []);
    }

    /// <summary>Keeps the count of failures; false when the attempt fails or the account is locked.</summary>
    private Task<bool> CountAsync(string name, bool right, CancellationToken cancellationToken) => databases.WriteWithRetryAsync(
        async db =>
        {
            var now = time.GetUtcNow();
            var failures = await db.Set<SignInFailureEntity>().SingleOrDefaultAsync(f => f.User == name, cancellationToken);
            if (failures?.LockedUntil > now) return false;
            if (right)
            {
                if (failures is not null) db.Remove(failures);
                return true;
            }

            if (failures is null) db.Add(failures = new SignInFailureEntity { User = name });
            failures.Count++;
            if (failures.Count >= FailuresAllowed) (failures.Count, failures.LockedUntil) = (0, now + LockedFor);
            return false;
        },
        cancellationToken);
}
