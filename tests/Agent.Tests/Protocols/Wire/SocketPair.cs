using System.Net;
using System.Net.Sockets;
using HoopLike.Agent.Protocols.Wire;

namespace HoopLike.Agent.Tests.Protocols.Wire;

/// <summary>A loopback connection: a <see cref="SocketStream"/> at one end, a plain socket in blocking mode at the other.</summary>
internal sealed class SocketPair : IAsyncDisposable
{
    /// <param name="beforeAccept">Runs when all descriptors but the accepted one are taken.</param>
    public SocketPair(Action? beforeAccept = null)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Peer.Connect(listener.LocalEndPoint!);
        beforeAccept?.Invoke();
        Own = listener.Accept();
        Own.NoDelay = true;
        Stream = new SocketStream(Own);
    }

    public Socket Own { get; }

    public SocketStream Stream { get; }

    public Socket Peer { get; }

    /// <summary>Runs as a session does: on a pump thread, wherever it goes on.</summary>
    public static Task<T> OnPump<T>(Func<Task<T>> work) => PumpThreads.RunAsync(work).WaitAsync(Some.Patience);

    public async ValueTask DisposeAsync()
    {
        Peer.Dispose();
        await Stream.DisposeAsync();
    }
}
