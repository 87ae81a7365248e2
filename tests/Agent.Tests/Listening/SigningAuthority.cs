using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Tests.Listening;

/// <summary>A certificate authority as the console has one.</summary>
internal sealed class SigningAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SigningAuthority()
    {
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        Root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-5), DateTimeOffset.UtcNow.AddYears(5));
    }

    public X509Certificate2 Root { get; }

    public ListenerCertificate Sign(string requestPem, DateTimeOffset from, DateTimeOffset until)
    {
        var request = CertificateRequest.LoadSigningRequestPem(requestPem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        using var leaf = request.Create(Root.SubjectName, X509SignatureGenerator.CreateForECDsa(key), from, until, RandomNumberGenerator.GetBytes(8));
        return new ListenerCertificate(leaf.ExportCertificatePem() + "\n" + Root.ExportCertificatePem(), until);
    }

    public void Dispose()
    {
        Root.Dispose();
        key.Dispose();
    }
}
