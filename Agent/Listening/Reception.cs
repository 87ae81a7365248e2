using System.Net;
using System.Net.Sockets;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Listening;

/// <summary>Takes accepted sockets over: counts them, sets them up, starts each one's session on a pump thread, and sees it out.</summary>
/// <param name="serve">A session, from the client's first byte to its last.</param>
/// <param name="stop">Given to every session: the agent's patience is over.</param>
public sealed class Reception(Func<AcceptedClient, ConnectionConfig, CancellationToken, Task> serve, ClientBudget budget, TimeProvider time, ILogger<Reception> log, CancellationToken stop)
{
    // Idle for a minute, then three probes: a client that vanished without a goodbye is noticed in 90 s, and NAT tables keep the rest.
    private const int keepAliveSeconds = 60;
    private const int probeSeconds = 10;
    private const int probes = 3;
    private static readonly long quiet = TimeSpan.FromSeconds(10).Ticks;

    private long lastRefusalLogged = long.MinValue / 2;
    private long refusals;

    /// <summary>Clients being served, whether or not they have proven who they are.</summary>
    public int Clients => budget.Taken;

    /// <summary>Takes the socket over. Never throws and never blocks: it runs on the accepting thread.</summary>
    public void Receive(Socket socket, ConnectionConfig connection)
    {
        ClientPlace? place = null;
        try
        {
            var remote = (IPEndPoint)socket.RemoteEndPoint!;
            place = budget.TryTake(remote.Address, out var refusal);
            if (place is null)
            {
                Refuse(socket, refusal!);
                return;
            }
            Prepare(socket);
            var client = new AcceptedClient(socket, remote, place.Proven);
            PumpThreads.Run(() => _ = ServeAsync(client, place, connection));
        }
        catch (Exception e)
        {
            // Gone before it was greeted, or no thread to greet it: the next one is to be accepted all the same.
            log.ClientLost(connection.Name, e.Message);
            place?.Dispose();
            socket.Dispose();
        }
    }

    private static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, keepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, probeSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, probes);
    }

    private async Task ServeAsync(AcceptedClient client, ClientPlace place, ConnectionConfig connection)
    {
        try
        {
            await serve(client, connection, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops.
        }
        catch (Exception e)
        {
            // The edge of a session: whatever it threw must not reach another one.
            log.SessionFailed(e, connection.Name);
        }
        finally
        {
            place.Dispose();
            client.Dispose();
        }
    }

    /// <summary>Closed with a reset, so that a flood leaves nothing behind; told to the log once in a while.</summary>
    private void Refuse(Socket socket, string reason)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
        var count = Interlocked.Increment(ref refusals);
        var now = time.GetUtcNow().Ticks;
        var last = Interlocked.Read(ref lastRefusalLogged);
        if (now - last < quiet || Interlocked.CompareExchange(ref lastRefusalLogged, now, last) != last) return;
        log.ClientsRefused(reason, count);
    }
}
