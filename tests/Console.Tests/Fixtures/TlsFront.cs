using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Console.Security;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>Stands where an agent listens: TLS with a certificate of the installation's authority, and a PostgreSQL server behind it.</summary>
sealed class TlsFront : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly int target;
    readonly Func<Stream, Task>? instead;
    SslStreamCertificateContext certificate = null!;

    /// <param name="instead">Speaks with each client in the server's place.</param>
    public TlsFront(int target, Func<Stream, Task>? instead = null)
    {
        (this.target, this.instead) = (target, instead);
        listener.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>With another authority's certificate where there is none given.</summary>
    public async Task OpenAsync(CertificateAuthority? authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = authority is null
            ? request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1))
            : X509Certificate2.CreateFromPem((await authority.SignAsync(request.CreateSigningRequestPem(), CancellationToken.None)).ChainPem).CopyWithPrivateKey(key);
        certificate = SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null), null);
        _ = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        stop.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var own = client;
        try
        {
            await client.GetStream().ReadExactlyAsync(new byte[8], stop.Token);
            await client.GetStream().WriteAsync("S"u8.ToArray(), stop.Token);
            await using var front = new SslStream(client.GetStream());
            await front.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, stop.Token);
            if (instead is not null)
            {
                await instead(front);
                return;
            }

            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            await Task.WhenAny(front.CopyToAsync(server.GetStream(), stop.Token), server.GetStream().CopyToAsync(front, stop.Token));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client or the test left.
        }
    }
}
