using System.Collections.Frozen;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>One database's catalogue: at most one reading under way, and one more that waits for it because it was asked for later.</summary>
internal sealed class CatalogueEntry(ConnectionConfig connection, Func<CancellationToken, Task<TargetCatalogue>> read, TimeProvider time) : ISchemaSource
{
    /// <summary>After this the next use has it read again, in the background.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    /// <summary>After this it is not used any more: the target could not be read, or nobody asked for long.</summary>
    public static readonly TimeSpan UsableFor = TimeSpan.FromMinutes(5);

    /// <summary>Between background readings while they fail.</summary>
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan readLimit = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly Dictionary<object, HashSet<string>> unsettled = [];
    private volatile Reading? reading;
    private TargetCatalogue? last;
    private Task<TargetCatalogue>? running;
    private Task<TargetCatalogue>? next;
    private bool runningIsOutdated;
    private int invalidations;
    private long triedAt = time.GetTimestamp();
    private long askedAt = time.GetTimestamp();

    public TimeSpan IdleFor => time.GetElapsedTime(Volatile.Read(ref askedAt));

    public TargetCatalogue? Current
    {
        get
        {
            if (reading is not { } r) return null;
            var now = time.GetTimestamp();
            Volatile.Write(ref askedAt, now);
            var age = time.GetElapsedTime(r.At, now);
            if (age <= FreshFor) return r.Catalogue;
            if (age > UsableFor) return null;
            if (time.GetElapsedTime(Volatile.Read(ref triedAt), now) > pause) Observe(Join());
            return r.Catalogue;
        }
    }

    public bool IsOf(ConnectionConfig other) => connection.Target == other.Target && connection.Credential == other.Credential;

    public async Task<TargetCatalogue> GetAsync(CancellationToken ct) => Current ?? await Join().WaitAsync(ct);

    public async Task<TargetCatalogue> RefreshAsync(CancellationToken ct) => await JoinLater().WaitAsync(ct);

    public void Invalidate()
    {
        lock (gate)
        {
            reading = null;
            invalidations++;
            runningIsOutdated = running is not null;
        }
    }

    public void Unsettle(object owner, IEnumerable<string> names)
    {
        lock (gate)
        {
            if (!unsettled.TryGetValue(owner, out var held)) unsettled.Add(owner, held = new HashSet<string>(StringComparer.Ordinal));
            held.UnionWith(names);
            if (reading is { } r) reading = r with { Catalogue = Shown(r.Catalogue) };
        }
    }

    public void Settle(object owner)
    {
        lock (gate)
            if (!unsettled.Remove(owner)) return;
        Invalidate();
    }

    /// <summary>Under the lock.</summary>
    private TargetCatalogue Shown(TargetCatalogue catalogue)
    {
        var names = unsettled.Values.SelectMany(n => n).ToFrozenSet(StringComparer.Ordinal);
        return catalogue.Unsettled.SetEquals(names) ? catalogue : catalogue.With(names);
    }

    private Task<TargetCatalogue> Join()
    {
        lock (gate)
        {
            if (running is not null && runningIsOutdated) return JoinLater();
            return running ??= FlyAsync(null);
        }
    }

    private Task<TargetCatalogue> JoinLater()
    {
        lock (gate) return running is null ? running = FlyAsync(null) : next ??= FlyAsync(running);
    }

    private async Task<TargetCatalogue> FlyAsync(Task? before)
    {
        if (before is null) await Task.Yield();
        else await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            var since = Volatile.Read(ref invalidations);
            var at = time.GetTimestamp();
            Volatile.Write(ref triedAt, at);
            Volatile.Write(ref askedAt, at);
            using var deadline = new CancellationTokenSource(readLimit, time);
            var fresh = await read(deadline.Token);
            if (last is not null && CatalogueComparison.AreSame(last, fresh)) fresh = last;
            lock (gate)
            {
                fresh = Shown(fresh);
                last = fresh;
                if (since == invalidations) reading = new Reading(fresh, at);
            }
            return fresh;
        }
        catch (OperationCanceledException e)
        {
            throw new AccessRefused(RefusalKind.Unavailable, "the target's schema, which masking rules need, takes too long to read; try again later", inner: e);
        }
        finally
        {
            lock (gate)
            {
                running = next;
                next = null;
                runningIsOutdated = false;
            }
        }
    }

    // Whoever reads has logged what went wrong, and whoever waits is told.
    private static void Observe(Task task) => task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private sealed record Reading(TargetCatalogue Catalogue, long At);
}
