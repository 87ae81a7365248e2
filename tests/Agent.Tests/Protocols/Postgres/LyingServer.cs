using System.Net;
using System.Net.Sockets;
using System.Text;
using HoopLike.Agent.Tests.Targets;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>A server that says what a test wants, whatever it is asked, and then closes or falls silent.</summary>
internal sealed class LyingServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public LyingServer(byte[] says, bool thenCloses = true)
    {
        Says = says;
        listener.Start();
        serving = ServeAsync(thenCloses);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public byte[] Says { get; set; }

    public static byte[] Message(char type, params ReadOnlySpan<byte> body) => [(byte)type, .. Dialling.Length(body.Length + 4), .. body];

    public static byte[] Authentication(int code, string rest = "") => Message('R', [.. Dialling.Length(code), .. Encoding.UTF8.GetBytes(rest)]);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync(bool thenCloses)
    {
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                clients.Add(client);
                await AnswerAsync(client, thenCloses);
            }
        }
        catch (OperationCanceledException)
        {
            clients.ForEach(c => c.Dispose());
        }
    }

    private async Task AnswerAsync(TcpClient client, bool thenCloses)
    {
        try
        {
            _ = await client.GetStream().ReadAtLeastAsync(new byte[8], 8, throwOnEndOfStream: false, stop.Token);
            await client.GetStream().WriteAsync(Says, stop.Token);
            if (thenCloses) client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // It had heard enough.
        }
    }
}
