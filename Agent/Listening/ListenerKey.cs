using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Link;

namespace HoopLike.Agent.Listening;

/// <summary>The key (P-256) of the certificate that clients see.</summary>
internal static class ListenerKey
{
    /// <summary>PKCS#8 PEM in the data directory, mode 0600.</summary>
    public const string FileName = "listener.key";

    /// <exception cref="InvalidDataException">Others may read the file; the message says what to do.</exception>
    public static ECDsa LoadOrCreate(DataDirectory directory)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(directory.PathOf(FileName)))
        {
            try
            {
                key.ImportFromPem(directory.ReadPrivate(FileName));
                return key;
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                // A new key costs no more than a new certificate.
                key.Dispose();
                key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            }
        }
        directory.WriteAtomically(FileName, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        return key;
    }
}
