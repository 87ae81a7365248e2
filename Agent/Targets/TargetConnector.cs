using System.Net;
using System.Net.Sockets;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Targets;

/// <summary>Dials targets. Thread-safe.</summary>
/// <param name="streamOver">Makes the stream that moves a socket's bytes; it takes the socket over and must leave it in blocking mode.</param>
public sealed class TargetConnector(Func<Socket, Stream> streamOver, TimeProvider time, ILogger<TargetConnector> log)
{
    /// <summary>For name and all addresses together: longer than two lost SYNs, shorter than the patience of clients.</summary>
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    // A firewall that forgets idle connections does so after minutes.
    private const int KeepAliveSeconds = 60;

    /// <summary>Opens a TCP connection to the grant's target; TLS is the protocol's to ask for.</summary>
    /// <exception cref="AccessRefused">It cannot be reached; the message names no address.</exception>
    public async Task<TargetLink> ConnectAsync(AccessGrant grant, CancellationToken ct)
    {
        var (name, target) = (grant.Connection.Name, grant.Connection.Target);
        try
        {
            return await DialAsync(target, ct);
        }
        catch (TargetUnreachableException e)
        {
            log.NotReached(name, target.Host, target.Port, e.Message);
            throw new AccessRefused(RefusalKind.Unavailable, $"the target of {Shown.Quoted(name)} cannot be reached; tell whoever runs this gateway", inner: e);
        }
    }

    /// <summary>The same without a grant, for what the gateway itself must know of a target. Nothing of a caller's may go over it.</summary>
    /// <exception cref="TargetUnreachableException">It cannot be reached; the message says why.</exception>
    public async Task<TargetLink> DialAsync(TargetConfig target, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(ConnectLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        Exception? last = null;
        try
        {
            foreach (var address in await AddressesAsync(target, either.Token))
            {
                try
                {
                    var socket = await ConnectAsync(new IPEndPoint(address, target.Port), either.Token);
                    return new TargetLink(socket, streamOver(socket));
                }
                catch (SocketException e)
                {
                    last = e;
                }
            }
        }
        catch (SocketException e)
        {
            last = e;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new TargetUnreachableException($"no answer within {ConnectLimit.TotalSeconds:0} seconds", e);
        }
        throw new TargetUnreachableException(last is SocketException { SocketErrorCode: var code } ? code.ToString() : "its name has no address", last);
    }

    private static async Task<IPAddress[]> AddressesAsync(TargetConfig target, CancellationToken ct) =>
        IPAddress.TryParse(target.Host, out var address) ? [address] : await Dns.GetHostAddressesAsync(target.Host, ct);

    // An asynchronous connect would leave the socket non-blocking for ever. So a thread waits in connect(2), and closing the socket ends that wait.
    private static async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken ct)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds / 4);
            var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => Connect(socket, address, connected)) { IsBackground = true, Name = "connect" }.Start();
            using var stop = ct.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket);
            await connected.Task;
            ct.ThrowIfCancellationRequested();
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException or ObjectDisposedException) ct.ThrowIfCancellationRequested();
            throw;
        }
    }

    private static void Connect(Socket socket, IPEndPoint address, TaskCompletionSource connected)
    {
        try
        {
            socket.Connect(address);
            connected.SetResult();
        }
        catch (Exception e)
        {
            connected.SetException(e);
        }
    }
}
