using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>A certificate for 127.0.0.1 that nobody trusts but who is told to.</summary>
public sealed class LoopbackCertificate : IDisposable
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 made;

    public LoopbackCertificate()
    {
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public string Pem => made.ExportCertificatePem();

    public string KeyPem => key.ExportPkcs8PrivateKeyPem();

    /// <summary>With its key, as servers want it.</summary>
    public X509Certificate2 ForServer() => X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);

    /// <summary>What trusts it, and nothing else.</summary>
    public SocketsHttpHandler Trusting()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { made }, RevocationMode = X509RevocationMode.NoCheck };
        return handler;
    }

    public void Dispose()
    {
        made.Dispose();
        key.Dispose();
    }
}
