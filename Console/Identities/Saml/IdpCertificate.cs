using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopLike.Console.Identities.Saml;

/// <summary>A certificate by which an identity provider signs. Only its key counts (as SAML metadata has it): no chain is built, and one past its end is shown, not refused.</summary>
public sealed record IdpCertificate(string Subject, string Sha256Thumbprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter, ImmutableArray<byte> PublicKey)
{
    private const int SmallestKey = 2048;

    /// <exception cref="CryptographicException">It is no certificate in PEM, or its key is none that is accepted. The message says which.</exception>
    public static IdpCertificate FromPem(string pem)
    {
        try
        {
            if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] is not "CERTIFICATE") throw new CryptographicException("It is no certificate in PEM (-----BEGIN CERTIFICATE-----).");
            return FromDer(Convert.FromBase64String(pem[fields.Base64Data]));
        }
        catch (FormatException e)
        {
            throw new CryptographicException("It is no certificate in PEM: its base64 text is broken.", e);
        }
    }

    /// <exception cref="CryptographicException">As <see cref="FromPem"/>.</exception>
    public static IdpCertificate FromDer(ReadOnlySpan<byte> der)
    {
        using var certificate = Load(der);
        using var rsa = certificate.GetRSAPublicKey() ?? throw new CryptographicException("Its key is not RSA: XML signatures are checked with RSA keys only.");
        if (rsa.KeySize < SmallestKey) throw new CryptographicException($"Its RSA key has {rsa.KeySize} bits; at least {SmallestKey} are asked for.");
        return new IdpCertificate(
            certificate.Subject,
            certificate.GetCertHashString(HashAlgorithmName.SHA256),
            new DateTimeOffset(certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero),
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero),
            [.. rsa.ExportSubjectPublicKeyInfo()]);
    }

    /// <summary>The key, to be disposed of by whom it is given to.</summary>
    internal RSA OpenKey()
    {
        var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(PublicKey.AsSpan(), out _);
        return rsa;
    }

    private static X509Certificate2 Load(ReadOnlySpan<byte> der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException("It is no X.509 certificate.", e);
        }
    }
}
