using System.Net;
using System.Net.Sockets;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Listening;

/// <summary>One listener and its thread. Accepts with blocking calls: sockets accepted so stay in blocking mode, which the pumps need.</summary>
internal sealed class AcceptLoop : IDisposable
{
    // What the kernel keeps while all threads are busy; it caps the number at its own limit (commonly 4096).
    private const int backlog = 1024;
    private const int stackBytes = 256 * 1024;
    private static readonly TimeSpan shortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(1);

    private readonly Socket listener;
    private readonly Action<Socket, ConnectionConfig> receive;
    private readonly ILogger log;
    private readonly Thread thread;
    private volatile ConnectionConfig connection;
    private volatile bool closing;

    private AcceptLoop(Socket listener, ConnectionConfig connection, Action<Socket, ConnectionConfig> receive, ILogger log)
    {
        this.listener = listener;
        this.connection = connection;
        this.receive = receive;
        this.log = log;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        thread = new Thread(Run, stackBytes) { IsBackground = true, Name = $"accept {EndPoint.Port}" };
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What the next client is served with. Setting it leaves the socket alone.</summary>
    public ConnectionConfig Connection
    {
        get => connection;
        set => connection = value;
    }

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public static AcceptLoop Open(IPEndPoint at, ConnectionConfig connection, Action<Socket, ConnectionConfig> receive, ILogger log)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (at.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(at);
            socket.Listen(backlog);
            var loop = new AcceptLoop(socket, connection, receive, log);
            loop.thread.Start();
            return loop;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Accepts no more. Clients that were accepted are not touched.</summary>
    public void Dispose()
    {
        closing = true;
        listener.Dispose();
    }

    private void Run()
    {
        var pause = shortestPause;
        while (!closing)
        {
            try
            {
                var client = listener.Accept();
                pause = shortestPause;
                receive(client, connection);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // The client gave up while it waited to be accepted.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (closing) return;
                // Out of descriptors, most likely: the next call would fail as fast.
                log.AcceptFailed(connection.Name, EndPoint, e.Message);
                Thread.Sleep(pause);
                pause = pause * 2 < longestPause ? pause * 2 : longestPause;
            }
        }
    }
}
