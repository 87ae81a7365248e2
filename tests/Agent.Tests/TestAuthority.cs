using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopLike.Agent.Tests;

/// <summary>A certificate authority of one test run, and the server certificates that it signs.</summary>
internal sealed class TestAuthority
{
    private readonly X509Certificate2 certificate;

    public TestAuthority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    public string Pem => certificate.ExportCertificatePem();

    /// <summary>How a client under test checks servers: by this authority alone, for <c>localhost</c>.</summary>
    public SslClientAuthenticationOptions ClientOptions => new()
    {
        TargetHost = "localhost",
        CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { X509CertificateLoader.LoadCertificate(certificate.RawData) }, RevocationMode = X509RevocationMode.NoCheck },
    };

    /// <summary>A certificate for <c>localhost</c> and, unless told otherwise, 127.0.0.1.</summary>
    public X509Certificate2 Issue(bool forAddress = true)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        if (forAddress) names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(
            certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(certificate.GetECDsaPrivateKey()!), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
