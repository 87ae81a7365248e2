using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Link;

/// <summary>Reads a pushed or cached snapshot, has it validated whole, and puts it in force; an invalid one changes nothing.</summary>
/// <param name="validate">All mistakes at once, empty for none.</param>
public sealed class SnapshotIntake(SnapshotHolder holder, SnapshotCache cache, Func<AgentSnapshot, IReadOnlyList<string>> validate, ILogger<SnapshotIntake> log)
{
    // A report travels as one message: the first mistakes say enough.
    private const int errorLimit = 50;

    private readonly Lock taking = new();
    private byte[]? inForce;
    private long? newestOfLink;

    /// <summary>A new link begins. What its console pushes first counts whatever its version (a store may have been restored); after that versions only grow.</summary>
    public void BeginLink()
    {
        lock (taking) newestOfLink = null;
    }

    public SnapshotReport Accept(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        lock (taking)
        {
            if (Read(bytes, out var errors) is not { } snapshot) return Refused(errors);
            if (snapshot.Version < newestOfLink) return Refused([$"version {snapshot.Version} is older than {newestOfLink}, which was pushed before"], snapshot.Version);
            newestOfLink = snapshot.Version;
            if (errors.Length > 0) return Refused(errors, snapshot.Version);
            PutInForce(snapshot, bytes, store: true);
            return new SnapshotReport(snapshot.Version, InForce: true, []);
        }
    }

    /// <summary>Puts the cached snapshot in force, if there is a good one.</summary>
    public void Restore()
    {
        if (cache.Load() is not { } bytes) return;
        lock (taking)
        {
            if (Read(bytes, out var errors) is { } snapshot && errors.Length == 0)
            {
                PutInForce(snapshot, bytes, store: false);
                log.SnapshotRestored(snapshot.Version);
            }
            else
            {
                log.SnapshotRefused("cached", string.Join("; ", errors));
            }
        }
    }

    /// <summary>The agent's key was changed: the cache is sealed anew.</summary>
    public void Reseal()
    {
        lock (taking)
        {
            if (inForce is not null) cache.Store(inForce);
        }
    }

    private void PutInForce(AgentSnapshot snapshot, byte[] bytes, bool store)
    {
        if (inForce is not null && inForce.AsSpan().SequenceEqual(bytes)) return;
        inForce = bytes;
        if (store) cache.Store(bytes);
        holder.Replace(snapshot);
        log.SnapshotInForce(snapshot.Version, snapshot.Connections.Length, snapshot.Policies.Length, snapshot.MaskingRules.Length);
    }

    private AgentSnapshot? Read(byte[] bytes, out ImmutableArray<string> errors)
    {
        try
        {
            var snapshot = JsonSerializer.Deserialize<AgentSnapshot>(bytes, SnapshotJson.Revealing) ?? throw new JsonException("it is empty");
            errors = [.. validate(snapshot).Take(errorLimit)];
            return snapshot;
        }
        catch (JsonException e)
        {
            // The path names the place; the message may quote a value, and a value may be a secret.
            errors = [$"it cannot be read at {e.Path ?? "its begin"}"];
            return null;
        }
    }

    private SnapshotReport Refused(ImmutableArray<string> errors, long version = -1)
    {
        log.SnapshotRefused(version < 0 ? "unreadable" : version.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Join("; ", errors));
        return new SnapshotReport(version, InForce: false, errors);
    }
}
