using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Identities.Saml;

/// <summary>Our own keys towards identity providers: one to sign requests with, one that assertions are encrypted for. Made once, shared by all consoles of the installation.</summary>
public sealed class SamlKeys(InstallationKeys keys, TimeProvider time)
{
    private const int KeySize = 3072;
    private static readonly TimeSpan life = TimeSpan.FromDays(3650);

    /// <summary>The key, to be disposed of by whom it is given to.</summary>
    public async Task<RSA> OpenSigningKeyAsync(CancellationToken cancellationToken) => Open((await SigningAsync(cancellationToken)).Key);

    /// <inheritdoc cref="OpenSigningKeyAsync"/>
    public async Task<RSA> OpenEncryptionKeyAsync(CancellationToken cancellationToken) => Open((await EncryptionAsync(cancellationToken)).Key);

    /// <summary>Base64 of the DER form, as metadata carries it.</summary>
    public async Task<(string Signing, string Encryption)> CertificatesAsync(CancellationToken cancellationToken) =>
        (Der((await SigningAsync(cancellationToken)).PublicPart!), Der((await EncryptionAsync(cancellationToken)).PublicPart!));

    private Task<(Secret Key, string? PublicPart)> SigningAsync(CancellationToken cancellationToken) => keys.GetAsync("saml-signing", () => Make("SAML signing"), cancellationToken);

    private Task<(Secret Key, string? PublicPart)> EncryptionAsync(CancellationToken cancellationToken) => keys.GetAsync("saml-encryption", () => Make("SAML encryption"), cancellationToken);

    private static RSA Open(Secret pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem.Reveal());
        return rsa;
    }

    private static string Der(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return Convert.ToBase64String(certificate.RawData);
    }

    private (Secret Key, string? PublicPart) Make(string use)
    {
        using var key = RSA.Create(KeySize);
        var request = new CertificateRequest($"CN=HoopLike {use}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(time.GetUtcNow().AddMinutes(-5), time.GetUtcNow() + life);
        return (new Secret(key.ExportPkcs8PrivateKeyPem()), certificate.ExportCertificatePem());
    }
}
