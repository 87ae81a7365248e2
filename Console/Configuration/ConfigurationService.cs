using System.Collections.Immutable;
using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Console.Live;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Configuration;

/// <summary>What came of a change: either mistakes, and nothing was changed, or what changed.</summary>
/// <param name="Version">The snapshot's version afterwards.</param>
/// <param name="Conflict">Somebody else changed the same object meanwhile: read it again.</param>
public sealed record ConfigOutcome(ImmutableArray<ConfigMistake> Mistakes, ImmutableArray<ConfigChange> Changes, long Version, bool Conflict = false)
{
    public bool Accepted => Mistakes.IsEmpty && !Conflict;
}

/// <summary>The one door through which the configuration changes: checked whole, written in one transaction with its audit entries, then told to the agents.</summary>
public sealed class ConfigurationService(ConsoleDbFactory databases, ConfigurationStore store, AuditLog audit, LiveFeed live)
{
    private const long ConfigLock = 0x686F6F70_636F6E66;

    /// <summary>Everything, without secrets.</summary>
    public async Task<ConsoleConfig> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await ConfigurationStore.ReadAsync(db, cancellationToken);
    }

    /// <summary>One object, without secrets, with the version that <see cref="SaveAsync"/> expects; null when there is none of that name.</summary>
    public async Task<StoredConfig<TConfig>?> FindAsync<TConfig>(string name, CancellationToken cancellationToken)
        where TConfig : class
    {
        await using var db = databases.CreateDbContext();
        return await store.FindAsync<TConfig>(db, name, cancellationToken);
    }

    /// <summary>Makes the sections that <paramref name="wanted"/> speaks about what it says: objects that it does not name are removed. Applying the same twice changes nothing.</summary>
    /// <param name="dryRun">Says what would change, and changes nothing.</param>
    public Task<ConfigOutcome> ApplyAsync(ConsoleConfig wanted, Actor actor, bool dryRun, CancellationToken cancellationToken) =>
        ChangeAsync(wanted.Over, (db, _) => store.ReplaceAsync(db, wanted, actor.Name, cancellationToken), actor, dryRun, cancellationToken);

    /// <summary>Adds or changes one object (an agent, a connection, a policy, ...), for editors.</summary>
    /// <param name="expected">The version that the editor saw; null for a new object.</param>
    public Task<ConfigOutcome> SaveAsync(object config, Guid? expected, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            stored => ConfigEdit.With(stored, config),
            async (db, _) => await store.SaveAsync(db, config, expected, cancellationToken) is { } change ? [change] : [],
            actor,
            dryRun: false,
            cancellationToken);

    /// <summary>Removes one object; refused with mistakes while others refer to it.</summary>
    public Task<ConfigOutcome> RemoveAsync<TConfig>(string name, Actor actor, CancellationToken cancellationToken)
        where TConfig : class =>
        ReviseAsync(stored => ConfigEdit.Without<TConfig>(stored, name), actor, cancellationToken);

    /// <summary>Replaces sections by what <paramref name="revise"/> makes of those that are stored at that moment; the sections that it leaves null stay as they are.</summary>
    public Task<ConfigOutcome> ReviseAsync(Func<ConsoleConfig, ConsoleConfig> revise, Actor actor, CancellationToken cancellationToken)
    {
        var wanted = new ConsoleConfig();
        return ChangeAsync(
            stored => (wanted = revise(stored)).Over(stored),
            (db, _) => store.ReplaceAsync(db, wanted, actor.Name, cancellationToken),
            actor,
            dryRun: false,
            cancellationToken);
    }

    private async Task<ConfigOutcome> ChangeAsync(
        Func<ConsoleConfig, ConsoleConfig> merge, Func<ConsoleDb, ConsoleConfig, Task<ImmutableArray<ConfigChange>>> write, Actor actor, bool dryRun, CancellationToken cancellationToken)
    {
        using var turn = await databases.EnterAsync(cancellationToken);
        await using var db = databases.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAsync(ConfigLock, cancellationToken);
        var stored = await ConfigurationStore.ReadAsync(db, cancellationToken);
        var wanted = merge(stored);
        var version = await CounterEntity.ReadAsync(db, CounterEntity.SnapshotVersion, cancellationToken);
        if (ConfigRules.Check(wanted, stored).Concat(LockOutRules.Check(wanted, stored, actor)).ToImmutableArray() is { IsEmpty: false } mistakes) return new ConfigOutcome(mistakes, [], version);
        try
        {
            var changes = await write(db, wanted);
            if (dryRun || changes.IsEmpty) return new ConfigOutcome([], changes, version);
            var keys = ServiceKeyNotes.Of(db, actor);
            await db.SaveChangesAsync(cancellationToken);
            foreach (var note in changes.Select(Note).Concat(keys)) await audit.AppendAsync(db, actor, note, cancellationToken);
            version = await CounterEntity.NextAsync(db, CounterEntity.SnapshotVersion, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            live.Publish(LiveTopics.Snapshot, $"{version}");
            live.Publish(LiveTopics.Audit, "configuration");
            return new ConfigOutcome([], changes, version);
        }
        catch (ChangeRefusedException e)
        {
            return new ConfigOutcome([new ConfigMistake(e.Path, e.Message)], [], version);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new ConfigOutcome([], [], version, Conflict: true);
        }
    }

    private static AuditNote Note(ConfigChange change) => new($"{change.Kind.Replace(' ', '-')}.{change.Action.ToString().ToLowerInvariant()}", $"{change.Kind} {change.Name}")
    {
        Before = change.Before,
        After = change.After,
        Detail = change.SecretChanged ? "A secret was set." : null,
    };
}
