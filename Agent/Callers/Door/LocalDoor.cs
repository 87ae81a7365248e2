using System.Net;
using System.Net.Sockets;

namespace HoopLike.Agent.Callers.Door;

/// <summary>Where a door stands.</summary>
/// <param name="Port">On 127.0.0.1; 0 for a free one, null for none.</param>
/// <param name="SocketRoot">Under which the Unix socket's directory is made; null for none.</param>
internal sealed record DoorPlace(string Connection, int? Port, string? SocketRoot);

/// <summary>Listens on this machine for its own user's PostgreSQL clients and lets them through to the gateway, with the user's token added.</summary>
internal sealed class LocalDoor : IDisposable
{
    private const int MostClients = 500;
    private static readonly TimeSpan remarkPause = TimeSpan.FromSeconds(1);
    private readonly DoorSession session;
    private readonly Action<string> remark;
    private readonly TimeProvider time;
    private readonly Socket? loopback;
    private readonly DoorSocket? local;
    private readonly Lock gate = new();
    private readonly HashSet<Task> clients = [];
    private DateTimeOffset lastRemark;

    private LocalDoor(DoorSession session, Action<string> remark, TimeProvider time, Socket? loopback, DoorSocket? local) =>
        (this.session, this.remark, this.time, this.loopback, this.local) = (session, remark, time, loopback, local);

    /// <summary>Null when there is none.</summary>
    public int? Port => ((IPEndPoint?)loopback?.LocalEndPoint)?.Port;

    /// <summary>Directory of the Unix socket; null when there is none.</summary>
    public string? SocketFolder => local?.Folder;

    /// <exception cref="CallerFailure">Neither can be opened, or the port that was asked for cannot.</exception>
    public static LocalDoor Open(DoorPlace place, DoorSession session, Action<string> remark, TimeProvider time)
    {
        var tcp = place.Port is { } port ? Listen(port) : null;
        try
        {
            return new LocalDoor(session, remark, time, tcp, OpenSocket(place, remark, mayLack: tcp is not null));
        }
        catch
        {
            tcp?.Dispose();
            throw;
        }
    }

    /// <summary>Serves until it is stopped; then clients that are still there are cut.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        Socket?[] listeners = [loopback, local?.Listener];
        await Task.WhenAll(listeners.OfType<Socket>().Select(l => AcceptAsync(l, ct)));
        Task[] left;
        lock (gate) left = [.. clients];
        await Task.WhenAll(left);
    }

    public void Dispose()
    {
        loopback?.Dispose();
        local?.Dispose();
    }

    private async Task AcceptAsync(Socket listener, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(ct);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors, or a client that was gone before it was met.
                Remark($"A client was not met: {e.Message}");
                await Task.Delay(remarkPause, time, CancellationToken.None);
                continue;
            }

            Meet(client, ct);
        }
    }

    private void Meet(Socket client, CancellationToken ct)
    {
        Task served;
        lock (gate)
        {
            served = ServeAsync(client, hasRoom: clients.Count < MostClients, ct);
            clients.Add(served);
        }

        _ = served.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Forget(Task served)
    {
        lock (gate) clients.Remove(served);
    }

    private async Task ServeAsync(Socket client, bool hasRoom, CancellationToken ct)
    {
        await Task.Yield();
        using (client)
        {
            try
            {
                if (!hasRoom) Remark($"{MostClients} clients are served already; another one was turned away.");
                if (!hasRoom || !IsOwn(client)) return;
                if (client.AddressFamily != AddressFamily.Unix) client.NoDelay = true;
                await session.RunAsync(client, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // The door is shut.
            }
            catch (Exception e)
            {
                Remark($"A client's session failed: {e.Message}");
            }
        }
    }

    /// <summary>Strangers get no word: whatever was said to them would have to be waited for.</summary>
    private bool IsOwn(Socket client)
    {
        if (!DoorPeer.CanTell) return true;
        var user = DoorPeer.Of(client);
        if (user == DoorPeer.Own()) return true;
        Remark(user is { } other ? $"A client of user id {other} was refused: the door is for the user who opened it." : "A client was refused: the system does not say whose it is.");
        return false;
    }

    /// <summary>Not more often than anybody reads.</summary>
    private void Remark(string words)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (now - lastRemark < remarkPause) return;
            lastRemark = now;
        }

        remark(words);
    }

    private static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen();
            return listener;
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new CallerFailure($"Port {port} cannot be opened: {e.Message}. Give another one by --port, or none for any that is free.", inner: e);
        }
    }

    private static DoorSocket? OpenSocket(DoorPlace place, Action<string> remark, bool mayLack)
    {
        if (place.SocketRoot is null) return null;
        try
        {
            return DoorSocket.Open(place.SocketRoot, place.Connection);
        }
        catch (CallerFailure e) when (mayLack)
        {
            remark(e.Message);
            return null;
        }
    }
}
