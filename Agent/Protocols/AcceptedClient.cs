using System.Net;
using System.Net.Sockets;

namespace HoopLike.Agent.Protocols;

/// <summary>A client's socket, fresh from the listener: in blocking mode (call no asynchronous method of it), without delay, with keep-alive.</summary>
public sealed class AcceptedClient(Socket socket, IPEndPoint remote, Action proven) : IDisposable
{
    private Action? proven = proven;

    public Socket Socket { get; } = socket;

    public IPEndPoint Remote { get; } = remote;

    /// <summary>Call once the client has proven who it is: until then it counts against its address's limit of half-open connects.</summary>
    public void Proven() => Interlocked.Exchange(ref proven, null)?.Invoke();

    public void Dispose()
    {
        Proven();
        Socket.Dispose();
    }
}
