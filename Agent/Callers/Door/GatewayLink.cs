using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Agent.Protocols.Postgres;

namespace HoopLike.Agent.Callers.Door;

/// <summary>An encrypted connection to the gateway, whose certificate was checked against the installation's own authority and for the name that was dialled.</summary>
internal sealed class GatewayLink : IAsyncDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);
    private readonly Socket transport;

    private GatewayLink(Socket socket, SslStream stream) => (transport, Stream) = (socket, stream);

    public SslStream Stream { get; }

    /// <exception cref="CallerFailure">There is no connection to be had, or none that is safe.</exception>
    public static async Task<GatewayLink> OpenAsync(string host, int port, string authorityPem, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(patience);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? tls = null;
        try
        {
            await socket.ConnectAsync(host, port, deadline.Token);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            var plain = new NetworkStream(socket, ownsSocket: false);
            if (await new PgLoginStream(plain).AskForTlsAsync(deadline.Token) != 'S') throw new CallerFailure($"The gateway at {host}:{port} does not offer TLS at the moment, and a token travels over nothing else. Try again, or tell whoever runs it.");
            // Bytes that came along in clear text would be read as if they had come over TLS (CVE-2021-23222).
            if (socket.Available > 0) throw new CallerFailure($"What answers at {host}:{port} sends unencrypted bytes behind its yes to encryption: nothing was sent to it.");
            tls = new SslStream(plain, leaveInnerStreamOpen: false);
            await tls.AuthenticateAsClientAsync(Checking(host, authorityPem), deadline.Token);
            return new GatewayLink(socket, tls);
        }
        catch (Exception e)
        {
            if (tls is not null) await tls.DisposeAsync();
            socket.Dispose();
            ct.ThrowIfCancellationRequested();
            throw e switch
            {
                CallerFailure => e,
                AuthenticationException => new CallerFailure($"The certificate of {host}:{port} is not the gateway's: {Plain.Text(e.InnerException?.Message ?? e.Message)} Nothing was sent to it.", inner: e),
                OperationCanceledException => new CallerFailure($"The gateway at {host}:{port} did not answer within {patience.TotalSeconds:0} seconds.", inner: e),
                _ => new CallerFailure($"The gateway at {host}:{port} cannot be reached: {Plain.Text(e.Message)}", inner: e),
            };
        }
    }

    /// <summary>No more will be sent; what the gateway still says can be read.</summary>
    public async Task FinishSendingAsync(CancellationToken ct)
    {
        await Stream.ShutdownAsync().WaitAsync(ct);
        transport.Shutdown(SocketShutdown.Send);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // TLS wants to say goodbye on a connection that is broken.
        }

        transport.Dispose();
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5399", Justification = "The installation's own authority publishes no revocation list; agents get new certificates from it by themselves.")]
    private static SslClientAuthenticationOptions Checking(string host, string authorityPem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authorityPem);
        return new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = policy, CertificateRevocationCheckMode = X509RevocationMode.NoCheck };
    }
}
