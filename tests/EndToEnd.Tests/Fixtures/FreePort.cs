using System.Net;
using System.Net.Sockets;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>Ports below the range from which the system gives out its own, so that no outgoing connection takes them meanwhile.</summary>
static class FreePort
{
    static readonly HashSet<int> given = [];

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            lock (given)
                if (!given.Add(port)) continue;
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken by somebody else.
            }
        }
    }

    public static bool IsListening(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
