using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>A client certificate and its key, in PEM.</summary>
static class ClientPair
{
    public static (string Certificate, string Key) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=gateway", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
