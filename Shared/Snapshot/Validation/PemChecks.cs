using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopLike.Shared.Snapshot.Validation;

/// <summary>What can be wrong with certificates and keys that somebody pasted.</summary>
public static class PemChecks
{
    /// <summary>There is at least one certificate.</summary>
    public static bool HasCertificate(string pem)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPem(pem);
            foreach (var certificate in found) certificate.Dispose();
            return found.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Null for a private key that belongs to the first of the certificates; else words that hold nothing of it.</summary>
    public static string? WhyNotKeyOf(string certificates, string key)
    {
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal)) return "is encrypted: take its passphrase off (openssl pkey), it is kept encrypted here.";
        try
        {
            using var both = X509Certificate2.CreateFromPem(certificates, key);
            return both.HasPrivateKey ? null : "is no private key in PEM.";
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return "is no private key in PEM, RSA or EC, that belongs to the first of the certificates.";
        }
    }
}
