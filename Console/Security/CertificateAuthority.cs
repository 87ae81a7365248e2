using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Security;

/// <summary>The installation's own authority: signs the certificates that agents show to database clients.</summary>
public sealed class CertificateAuthority(InstallationKeys keys, TimeProvider time)
{
    private const string KeyName = "certificate-authority";
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan authorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan listenerLife = TimeSpan.FromDays(90);

    /// <summary>What clients put into <c>sslrootcert</c>.</summary>
    public async Task<string> RootPemAsync(CancellationToken cancellationToken) => (await keys.GetAsync(KeyName, Make, cancellationToken)).PublicPart!;

    /// <summary>Signs a PKCS#10 request: the names it asks for and nothing else, for servers only.</summary>
    /// <exception cref="CryptographicException">The request is not signed by its own key, or names nothing that a listener can be.</exception>
    public async Task<ListenerCertificate> SignAsync(string requestPem, CancellationToken cancellationToken)
    {
        var request = Load(requestPem);
        var (key, rootPem) = await keys.GetAsync(KeyName, Make, cancellationToken);
        using var rootKey = ECDsa.Create();
        rootKey.ImportFromPem(key.Reveal());
        using var root = X509Certificate2.CreateFromPem(rootPem!);
        using var rootWithKey = root.CopyWithPrivateKey(rootKey);

        var names = request.CertificateExtensions.FirstOrDefault(e => e.Oid?.Value == "2.5.29.17") ?? throw new CryptographicException("The request names no host or address.");
        var leaf = new CertificateRequest(request.SubjectName, request.PublicKey, HashAlgorithmName.SHA256);
        leaf.CertificateExtensions.Add(Checked(names));
        leaf.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuth)], false));
        leaf.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(rootWithKey, true, false));
        var now = time.GetUtcNow();
        var rootEnd = new DateTimeOffset(root.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        var end = now + listenerLife < rootEnd ? now + listenerLife : rootEnd;
        using var signed = leaf.Create(rootWithKey, now.AddMinutes(-5), end, RandomNumberGenerator.GetBytes(16));
        return new ListenerCertificate(signed.ExportCertificatePem() + "\n" + rootPem, end);
    }

    private static CertificateRequest Load(string pem)
    {
        try
        {
            return CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new CryptographicException("The request is no PKCS#10 request in PEM.", e);
        }
    }

    /// <summary>Only DNS names and IP addresses pass: what else a subject alternative name can hold is nobody's listener.</summary>
    private static X509Extension Checked(X509Extension names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        var any = false;
        try
        {
            var parsed = new X509SubjectAlternativeNameExtension(names.RawData);
            foreach (var name in parsed.EnumerateDnsNames())
            {
                builder.AddDnsName(name);
                any = true;
            }

            foreach (var address in parsed.EnumerateIPAddresses())
            {
                builder.AddIpAddress(address);
                any = true;
            }
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            throw new CryptographicException("The request's names cannot be read.", e);
        }

        return any ? builder.Build() : throw new CryptographicException("The request names no host or address.");
    }

    private (Secret Key, string? PublicPart) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=HoopLike installation authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var certificate = request.CreateSelfSigned(time.GetUtcNow().AddMinutes(-5), time.GetUtcNow() + authorityLife);
        return (new Secret(key.ExportPkcs8PrivateKeyPem()), certificate.ExportCertificatePem());
    }
}
