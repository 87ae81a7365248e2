using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using HoopLike.Agent.Link;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Listening;

/// <summary>Keeps one listener open for each connection of the snapshot in force. An unchanged one keeps its socket, a removed one closes without touching its sessions, one that cannot be opened is told and tried again.</summary>
/// <param name="standard">The address for connections that name none.</param>
/// <param name="spoken">The protocols that this agent speaks.</param>
public sealed class ListenerSupervisor(SnapshotHolder snapshots, IPAddress standard, IReadOnlySet<ConnectionProtocol> spoken, Reception reception, IConsoleLink console, TimeProvider time, ILogger<ListenerSupervisor> log)
{
    private static readonly TimeSpan firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan lastRetry = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<IPEndPoint, AcceptLoop> open = [];
    // Told once, not at each retry: by connection, what was told.
    private readonly Dictionary<string, string> told = new(StringComparer.Ordinal);

    /// <summary>Raised after listeners were brought in line with a snapshot: the addresses listened on.</summary>
    public event Action<IReadOnlyCollection<IPEndPoint>>? Settled;

    /// <summary>Runs until <paramref name="stop"/>, then closes all listeners.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        snapshots.Changed += Wake;
        var retry = firstRetry;
        try
        {
            while (true)
            {
                var failed = snapshots.Current is { } snapshot && !Settle(snapshot);
                Settled?.Invoke([.. open.Keys]);
                retry = failed ? TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, lastRetry.Ticks)) : firstRetry;
                using var timer = failed ? time.CreateTimer(_ => Wake(null), null, retry, Timeout.InfiniteTimeSpan) : null;
                await wake.Reader.ReadAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // No new clients.
        }
        finally
        {
            snapshots.Changed -= Wake;
            foreach (var loop in open.Values) loop.Dispose();
            open.Clear();
        }
    }

    private void Wake(AgentSnapshot? changed) => wake.Writer.TryWrite(true);

    /// <returns>False when a listener could not be opened and should be tried again.</returns>
    private bool Settle(AgentSnapshot snapshot)
    {
        var wanted = Wanted(snapshot);
        foreach (var (at, loop) in open.Where(o => !wanted.ContainsKey(o.Key)).ToArray())
        {
            open.Remove(at);
            loop.Dispose();
            log.ListenerClosed(loop.Connection.Name, at);
        }
        var all = true;
        foreach (var (at, connection) in wanted)
        {
            if (open.TryGetValue(at, out var loop)) loop.Connection = connection;
            else all &= TryOpen(at, connection);
        }
        return all;
    }

    private Dictionary<IPEndPoint, ConnectionConfig> Wanted(AgentSnapshot snapshot)
    {
        var wanted = new Dictionary<IPEndPoint, ConnectionConfig>();
        foreach (var connection in snapshot.Connections)
        {
            var refusal = spoken.Contains(connection.Protocol) ? null : $"this agent does not speak {connection.Protocol.ToString().ToLowerInvariant()}";
            if (refusal is null && ListenAddress.Of(connection, standard, out refusal) is { } at && !wanted.TryAdd(at, connection) && !ListenConfig.MayShare(wanted[at], connection))
                refusal = $"{at} is already taken by the connection '{wanted[at].Name}'";
            if (refusal is not null) Tell(connection, refusal);
        }
        return wanted;
    }

    private bool TryOpen(IPEndPoint at, ConnectionConfig connection)
    {
        try
        {
            open.Add(at, AcceptLoop.Open(at, connection, reception.Receive, log));
            log.ListenerOpened(connection.Name, at);
            if (told.Remove(connection.Name)) console.Audit(new AgentAuditEntry(Guid.NewGuid(), time.GetUtcNow(), "listener.opened", Identity: null, connection.Name, $"{at} is listened on now."));
            return true;
        }
        catch (Exception e) when (e is SocketException or OutOfMemoryException)
        {
            Tell(connection, $"{at} cannot be listened on: {e.Message}");
            return false;
        }
    }

    private void Tell(ConnectionConfig connection, string reason)
    {
        if (told.TryGetValue(connection.Name, out var before) && before == reason) return;
        told[connection.Name] = reason;
        log.ListenerNotOpened(connection.Name, reason);
        console.Audit(new AgentAuditEntry(Guid.NewGuid(), time.GetUtcNow(), "listener.failed", Identity: null, connection.Name, reason));
    }
}
