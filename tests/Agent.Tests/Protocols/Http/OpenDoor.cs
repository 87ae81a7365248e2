using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Http;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>A door on a port of its own, accepting as the agent does.</summary>
internal sealed class OpenDoor : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly HttpDoor door;
    private readonly ConnectionConfig connection;
    private readonly CancellationTokenSource stop = new();

    private OpenDoor(HttpDoor door, ConnectionConfig connection)
    {
        (this.door, this.connection) = (door, connection);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(100);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public static Task<OpenDoor> StartAsync(RequestDelegate answer, ConnectionConfig connection, SslStreamCertificateContext? certificate = null) => StartAsync(_ => answer, connection, certificate);

    public static async Task<OpenDoor> StartAsync(Func<IHttpForwarder, RequestDelegate> story, ConnectionConfig connection, SslStreamCertificateContext? certificate = null)
    {
        var opened = new HttpDoor(story, () => certificate, NullLoggerFactory.Instance);
        await opened.StartAsync(CancellationToken.None);
        return new OpenDoor(opened, connection);
    }

    /// <summary>Sends bytes as they are and reads until the other side closes, or until it has seen the beginning of an answer after which it would be kept open.</summary>
    public async Task<string> SayAsync(params string[] pieces)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        var stream = client.GetStream();
        client.NoDelay = true;
        foreach (var piece in pieces) await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(piece));
        var (answer, buffer) = ("", new byte[4096]);
        int length;
        try
        {
            while ((length = await stream.ReadAsync(buffer).AsTask().WaitAsync(Some.Patience)) > 0)
            {
                answer += System.Text.Encoding.Latin1.GetString(buffer, 0, length);
                if (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) || !answer.StartsWith('H')) break;
            }
        }
        catch (IOException)
        {
            // Refused with bytes left that nobody reads: the reset may come before the answer.
            if (answer.Length == 0) return "HTTP/1.1 400 ";
        }
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await door.DisposeAsync();
        stop.Dispose();
    }

    private async Task ServeAsync(Socket socket)
    {
        using var client = new AcceptedClient(socket, (IPEndPoint)socket.RemoteEndPoint!, static () => { });
        await door.ServeAsync(client, connection, stop.Token);
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = listener.Accept();
                new Thread(() => _ = ServeAsync(socket)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
