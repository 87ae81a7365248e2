using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Data;

public enum ChangeAction { Added, Changed, Removed }

/// <summary>One difference that applying a configuration makes. Documents are JSON without secrets.</summary>
/// <param name="Kind">As <c>connection</c>, <c>policy</c>.</param>
/// <param name="SecretChanged">A secret that no document shows was set or replaced.</param>
public sealed record ConfigChange(ChangeAction Action, string Kind, string Name, string? Before, string? After, bool SecretChanged);

/// <summary>A change that only the store can see to be wrong: nothing is changed.</summary>
/// <param name="path">In the object: <c>keys</c>.</param>
/// <param name="what">As mistakes say it: <c>is another account's key.</c></param>
public sealed class ChangeRefusedException(string path, string what) : Exception(what)
{
    public string Path { get; } = path;
}

/// <summary>An object as it is stored, without secrets.</summary>
/// <param name="Version">What an editor hands back, so that it learns when somebody else was first.</param>
public sealed record StoredConfig<TConfig>(TConfig Config, Guid Version, DateTimeOffset UpdatedAt);

/// <summary>Finds one object of a kind by its name.</summary>
public interface IConfigReader<TConfig>
{
    /// <summary>Null when there is none of that name.</summary>
    Task<StoredConfig<TConfig>?> FindAsync(ConsoleDb db, string name, CancellationToken cancellationToken);
}

/// <summary>Stores one kind of configured object, so that writing the same twice changes nothing.</summary>
public abstract class ConfigSection<TConfig, TEntity>(string kind, TimeProvider time) : IConfigReader<TConfig>
    where TConfig : class
    where TEntity : ConfiguredEntity<TConfig>
{
    /// <summary>The object's kind in diffs and in the audit log.</summary>
    public string Kind { get; } = kind;

    protected TimeProvider Time { get; } = time;

    public static async Task<ImmutableArray<TEntity>> ReadAsync(ConsoleDb db, CancellationToken cancellationToken) =>
        [.. await db.Set<TEntity>().OrderBy(e => e.Position).ThenBy(e => e.Name).ToListAsync(cancellationToken)];

    public async Task<StoredConfig<TConfig>?> FindAsync(ConsoleDb db, string name, CancellationToken cancellationToken) =>
        await db.Set<TEntity>().AsNoTracking().SingleOrDefaultAsync(e => e.Name == name, cancellationToken) is { } found
            ? new StoredConfig<TConfig>(found.Config, found.Version, found.UpdatedAt)
            : null;

    /// <summary>Makes the section hold exactly <paramref name="wanted"/>, in that order; what is not in it is removed.</summary>
    public async Task<ImmutableArray<ConfigChange>> ReplaceAsync(ConsoleDb db, IReadOnlyList<TConfig> wanted, CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(db, cancellationToken);
        var existing = stored.ToDictionary(e => e.Name, StringComparer.Ordinal);
        var reordered = !stored.Select(e => e.Name).Intersect(wanted.Select(NameOf), StringComparer.Ordinal).SequenceEqual(wanted.Select(NameOf).Where(existing.ContainsKey), StringComparer.Ordinal);
        var changes = ImmutableArray.CreateBuilder<ConfigChange>();
        for (var i = 0; i < wanted.Count; i++)
        {
            existing.Remove(NameOf(wanted[i]), out var entity);
            if (await WriteAsync(db, entity, wanted[i], i, reordered, cancellationToken) is { } change) changes.Add(change);
        }

        foreach (var gone in existing.Values) changes.Add(await RemoveAsync(db, gone, cancellationToken));
        return changes.ToImmutable();
    }

    /// <summary>Adds or changes one object; a new one goes to the end.</summary>
    /// <param name="expected">The version that the editor saw; null for a new object.</param>
    /// <exception cref="DbUpdateConcurrencyException">Somebody else changed, added or removed it meanwhile.</exception>
    public async Task<ConfigChange?> SaveAsync(ConsoleDb db, TConfig wanted, Guid? expected, CancellationToken cancellationToken)
    {
        var name = NameOf(wanted);
        var entity = await db.Set<TEntity>().SingleOrDefaultAsync(e => e.Name == name, cancellationToken);
        if (entity?.Version != expected) throw new DbUpdateConcurrencyException($"The {Kind} '{name}' was changed by somebody else meanwhile.");
        var position = entity?.Position ?? await db.Set<TEntity>().CountAsync(cancellationToken);
        return await WriteAsync(db, entity, wanted, position, reordered: false, cancellationToken);
    }

    public async Task<ConfigChange> RemoveAsync(ConsoleDb db, TEntity entity, CancellationToken cancellationToken)
    {
        await RemovingAsync(db, entity, cancellationToken);
        db.Remove(entity);
        return new ConfigChange(ChangeAction.Removed, Kind, entity.Name, JsonColumn.Write(entity.Config), null, false);
    }

    public abstract string NameOf(TConfig config);

    /// <summary>The document as it is stored and shown.</summary>
    protected virtual TConfig WithoutSecrets(TConfig config) => config;

    protected abstract TEntity Create(TConfig config);

    /// <summary>Stores the secrets that <paramref name="config"/> carries; a secret that it leaves out stays as it is. True when one changed.</summary>
    protected virtual Task<bool> WriteSecretsAsync(ConsoleDb db, TEntity entity, TConfig config, CancellationToken cancellationToken) => Task.FromResult(false);

    protected virtual Task RemovingAsync(ConsoleDb db, TEntity entity, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<ConfigChange?> WriteAsync(ConsoleDb db, TEntity? entity, TConfig wanted, int position, bool reordered, CancellationToken cancellationToken)
    {
        var document = WithoutSecrets(wanted);
        var after = JsonColumn.Write(document);
        if (entity is null)
        {
            entity = Create(document);
            entity.Position = position;
            entity.UpdatedAt = Time.GetUtcNow();
            var hasSecret = await WriteSecretsAsync(db, entity, wanted, cancellationToken);
            db.Add(entity);
            return new ConfigChange(ChangeAction.Added, Kind, entity.Name, null, after, hasSecret);
        }

        var before = JsonColumn.Write(entity.Config);
        var secretChanged = await WriteSecretsAsync(db, entity, wanted, cancellationToken);
        var moved = reordered && entity.Position != position;
        entity.Position = position;
        if (before == after && !secretChanged && !moved) return null;
        entity.Config = document;
        entity.UpdatedAt = Time.GetUtcNow();
        return new ConfigChange(ChangeAction.Changed, Kind, entity.Name, before, after, secretChanged);
    }
}
