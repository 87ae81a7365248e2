using System.Net.Sockets;

namespace HoopLike.Agent.Targets;

/// <summary>An open connection to a target. The socket is in blocking mode: only its synchronous calls, or <see cref="Stream"/>, may be used.</summary>
public sealed class TargetLink(Socket socket, Stream stream) : IAsyncDisposable
{
    public Socket Socket { get; } = socket;

    /// <summary>The bytes of the protocol: the socket's own stream, or TLS over it.</summary>
    public Stream Stream { get; private set; } = stream;

    public bool IsEncrypted { get; private set; }

    /// <summary>From here on everything goes through <paramref name="tls"/>, which owns the stream below it.</summary>
    public void UpgradeTo(Stream tls)
    {
        Stream = tls;
        IsEncrypted = true;
    }

    /// <summary>Breaks the connection: whoever reads or writes sees its end.</summary>
    public void Abort()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already, which is what was asked for.
        }
    }

    /// <summary>Closes at once; a write under way fails.</summary>
    public async ValueTask DisposeAsync()
    {
        Abort();
        try
        {
            // The stream first: it must forget the descriptor before the kernel may give its number to another socket.
            await Stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // TLS wants to say goodbye on a connection that is broken.
        }

        Socket.Dispose();
    }
}
