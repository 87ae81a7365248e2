using HoopLike.Console.Audit;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Configuration;

/// <summary>One thing that was done to a configured object.</summary>
/// <param name="Sequence">Its place in the audit log.</param>
/// <param name="Address">Where it was asked from; null when unknown.</param>
/// <param name="Action">As <c>added</c>, <c>changed</c>, <c>removed</c>, <c>enrolled</c>.</param>
/// <param name="Before">The object as YAML without secrets; null where there was none.</param>
/// <param name="After">As <paramref name="Before"/>; null where it was removed.</param>
/// <param name="Detail">What no document shows, such as that a secret was set.</param>
/// <param name="CanRestore">There is a document that can be written back.</param>
public sealed record HistoryEntry(long Sequence, DateTimeOffset At, string Actor, string? Address, string Action, string? Before, string? After, string? Detail, bool CanRestore);

/// <param name="Next">Hand it in to get the entries before these; null at the end.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryEntry> Entries, long? Next);

/// <summary>What restoring would do.</summary>
/// <param name="Now">The object as it is, as YAML; null when it does not exist any more.</param>
/// <param name="Then">As it would be.</param>
/// <param name="NeedsSecret">It does not exist any more and cannot be without a secret, which has to be given anew.</param>
public sealed record RestorePreview(string? Now, string Then, bool NeedsSecret);

/// <summary>What happened to a policy, a connection and the like, read from the audit log, and the way back. Documents hold no secrets: restoring keeps those stored now, and a removed object comes back without.</summary>
public sealed class ConfigHistory(ConsoleDbFactory databases, ConfigurationService configuration)
{
    /// <summary>Newest first, the entries older than <paramref name="before"/>. What agents and callers did there (sign-ins, refusals) is not among them.</summary>
    /// <param name="kind">As <c>policy</c>, <c>masking rule</c>, <c>connection</c>, <c>agent</c>, <c>user</c>, <c>group</c>, <c>service account</c>, <c>identity provider</c>.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public async Task<HistoryPage> ReadAsync(string kind, string name, long? before, int limit, CancellationToken cancellationToken)
    {
        var known = ConfigKind.Named(kind);
        var (target, actions) = (TargetOf(kind, name), ActionsOf(kind));
        await using var db = databases.CreateDbContext();
        var found = await db.Set<AuditEntity>().AsNoTracking()
            .Where(a => a.Target == target && a.Action.StartsWith(actions) && (before == null || a.Sequence < before))
            .OrderByDescending(a => a.Sequence).Take(limit + 1).ToListAsync(cancellationToken);
        return new HistoryPage([.. found.Take(limit).Select(a => Entry(known, a))], found.Count > limit ? found[limit - 1].Sequence : null);
    }

    /// <summary>What <see cref="RestoreAsync"/> would do; null when there is no such entry, or nothing in it to restore.</summary>
    public async Task<RestorePreview?> PreviewAsync(string kind, string name, long sequence, CancellationToken cancellationToken)
    {
        if (await DocumentAsync(kind, name, sequence, cancellationToken) is not { } then) return null;
        var known = ConfigKind.Named(kind);
        var now = await known.StoredAsync(configuration, name, cancellationToken);
        return new RestorePreview(now is { } stored ? ConfigWriter.WriteOne(stored.Config) : null, ConfigWriter.WriteOne(then), now is null && known.NeedsSecret);
    }

    /// <summary>Makes the object what it was after that entry, or, where that removed it, what it was before. Checked and audited like any change.</summary>
    /// <param name="secret">For an object that does not exist any more and needs one; null keeps the stored one.</param>
    /// <param name="actor">An admin: the caller of this makes sure.</param>
    /// <returns>Null when there is no such entry, or nothing in it to restore.</returns>
    public async Task<ConfigOutcome?> RestoreAsync(string kind, string name, long sequence, Secret? secret, Actor actor, CancellationToken cancellationToken)
    {
        if (await DocumentAsync(kind, name, sequence, cancellationToken) is not { } document) return null;
        var known = ConfigKind.Named(kind);
        var version = (await known.StoredAsync(configuration, name, cancellationToken))?.Version;
        return await configuration.SaveAsync(secret is null ? document : known.WithSecret(document, secret), version, actor, cancellationToken);
    }

    private async Task<object?> DocumentAsync(string kind, string name, long sequence, CancellationToken cancellationToken)
    {
        var (target, actions) = (TargetOf(kind, name), ActionsOf(kind));
        await using var db = databases.CreateDbContext();
        var entry = await db.Set<AuditEntity>().AsNoTracking().SingleOrDefaultAsync(a => a.Sequence == sequence && a.Target == target && a.Action.StartsWith(actions), cancellationToken);
        return (entry?.After ?? entry?.Before) is { } json ? ConfigKind.Named(kind).Read(json) : null;
    }

    private static HistoryEntry Entry(ConfigKind kind, AuditEntity a)
    {
        var (before, after) = (Yaml(kind, a.Before), Yaml(kind, a.After));
        var canRestore = (a.After ?? a.Before) is { } json && kind.Read(json) is not null;
        return new HistoryEntry(a.Sequence, a.At, a.Actor, a.Address, a.Action[ActionsOf(kind.Word).Length..].Replace('-', ' '), before, after, a.Detail, canRestore);
    }

    /// <summary>A document that an older version wrote and this one cannot read is shown as it is.</summary>
    private static string? Yaml(ConfigKind kind, string? json) => json is null ? null : kind.Read(json) is { } config ? ConfigWriter.WriteOne(config) : json;

    private static string TargetOf(string kind, string name) => $"{kind} {name}";

    private static string ActionsOf(string kind) => $"{kind.Replace(' ', '-')}.";
}
