using System.Collections.Immutable;
using HoopLike.Console.Data;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>People of providers, as they were last proven.</summary>
public sealed class People(ConsoleDbFactory databases, TimeProvider time)
{
    /// <summary>Why a provider's person may not go by its name here; null when it may.</summary>
    internal static string? WhyNot(ProvenPerson proven, PersonEntity? known, IdentityImage image)
    {
        if (proven.Provider is null) return null;
        if (image.Users.ContainsKey(proven.Name) || image.ServiceAccounts.ContainsKey(proven.Name)) return $"{proven.Name} is also the name of an account of this console's own.";
        return known is not null && known.Provider == proven.Provider && known.Subject != proven.Subject
            ? $"{proven.Name} was somebody else at {proven.Provider} before (another subject); an administrator must forget that person first."
            : null;
    }

    /// <summary>Writes down what the provider said, inside the caller's transaction. True when the person's groups are others than before.</summary>
    internal async Task<bool> NoteAsync(ConsoleDb db, ProvenPerson proven, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var person = await db.Set<PersonEntity>().SingleOrDefaultAsync(p => p.Name == proven.Name, cancellationToken);
        var isNew = person is null;
        if (person is null) db.Add(person = new PersonEntity { Name = proven.Name, Provider = proven.Provider!, Subject = proven.Subject ?? proven.Name, FirstSeenAt = now });
        var moved = !isNew && !person.Groups.ToHashSet(StringComparer.Ordinal).SetEquals(proven.Groups);
        (person.Provider, person.Subject, person.Groups, person.LastSeenAt) = (proven.Provider!, proven.Subject ?? proven.Name, proven.Groups, now);
        person.DisplayName = proven.DisplayName ?? person.DisplayName;
        person.Email = proven.Email ?? person.Email;
        return moved;
    }

    /// <summary>A token was issued to somebody: until it ends, agents are told that person's groups. Nothing for a local account.</summary>
    public async Task NoteTokenAsync(string name, DateTimeOffset until, CancellationToken cancellationToken) => await databases.WriteAsync(
        db => db.Set<PersonEntity>().Where(p => p.Name == name && (p.TokensUntil == null || p.TokensUntil < until)).ExecuteUpdateAsync(set => set.SetProperty(p => p.TokensUntil, until), cancellationToken),
        cancellationToken);

    /// <summary>Null when nobody of that name has signed in through a provider.</summary>
    public async Task<PersonEntity?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<PersonEntity>().AsNoTracking().SingleOrDefaultAsync(p => p.Name == name, cancellationToken);
    }

    /// <summary>A provider's people, who was here last first.</summary>
    public async Task<IReadOnlyList<PersonEntity>> OfAsync(string provider, int limit, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await db.Set<PersonEntity>().AsNoTracking().Where(p => p.Provider == provider).OrderByDescending(p => p.LastSeenAt).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>What people call those of these names who told a provider another one than they go by here.</summary>
    public async Task<ImmutableDictionary<string, string>> DisplayNamesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var found = await db.Set<PersonEntity>().Where(p => names.Contains(p.Name) && p.DisplayName != null).Select(p => new { p.Name, p.DisplayName }).ToListAsync(cancellationToken);
        return found.ToImmutableDictionary(p => p.Name, p => p.DisplayName!, StringComparer.Ordinal);
    }
}
