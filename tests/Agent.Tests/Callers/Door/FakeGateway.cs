using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace HoopLike.Agent.Tests.Callers.Door;

/// <summary>A listener that answers as a gateway may and a good one does not; that the door works with the real one is tried end to end.</summary>
internal sealed class FakeGateway : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly TestAuthority authority = new("A gateway's authority");
    private readonly Channel<FakeSession> sessions = Channel.CreateUnbounded<FakeSession>();

    public FakeGateway(bool offersTls = true, bool forAddress = true)
    {
        listener.Start();
        _ = AcceptAsync(offersTls, forAddress);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string AuthorityPem => authority.Pem;

    /// <summary>The next client that came through TLS, with its first packet read.</summary>
    public async Task<FakeSession> NextAsync() => await sessions.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);

    public bool HasMore => sessions.Reader.TryPeek(out _);

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync(bool offersTls, bool forAddress)
    {
        using var certificate = authority.Issue(forAddress);
        try
        {
            while (true) await GreetAsync(await listener.AcceptTcpClientAsync(), offersTls, certificate);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task GreetAsync(TcpClient client, bool offersTls, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        try
        {
            var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[8]);
            await stream.WriteAsync(offersTls ? "S"u8.ToArray() : "N"u8.ToArray());
            var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
            var length = new byte[4];
            await tls.ReadExactlyAsync(length);
            var packet = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            length.CopyTo(packet, 0);
            await tls.ReadExactlyAsync(packet.AsMemory(4));
            await sessions.Writer.WriteAsync(new FakeSession(client, tls, packet));
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            client.Dispose();
        }
    }
}

/// <summary>One connection at a <see cref="FakeGateway"/>.</summary>
/// <param name="First">The first packet: a StartupMessage or a CancelRequest.</param>
internal sealed record FakeSession(TcpClient Client, SslStream Stream, byte[] First) : IDisposable
{
    /// <summary>AuthenticationCleartextPassword, and what it is answered with.</summary>
    public async Task<string> AskPasswordAsync()
    {
        await AskAsync(3);
        var header = new byte[5];
        await Stream.ReadExactlyAsync(header);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
        await Stream.ReadExactlyAsync(body);
        return Encoding.UTF8.GetString(body.AsSpan(0, body.Length - 1));
    }

    public async Task AskAsync(int question)
    {
        byte[] message = [(byte)'R', 0, 0, 0, 8, 0, 0, 0, (byte)question];
        await Stream.WriteAsync(message);
    }

    public async Task SayAsync(string bytes) => await Stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));

    /// <summary>Everything up to the client's end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var rest = new MemoryStream();
        await Stream.CopyToAsync(rest).WaitAsync(Some.Patience);
        return Encoding.Latin1.GetString(rest.ToArray());
    }

    public async Task<string> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await Stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Some.Patience);
        return Encoding.Latin1.GetString(bytes);
    }

    public void Dispose()
    {
        Stream.Dispose();
        Client.Dispose();
    }
}
