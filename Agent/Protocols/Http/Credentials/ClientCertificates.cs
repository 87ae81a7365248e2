using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>What the gateway shows in handshakes with targets.</summary>
internal static class ClientCertificates
{
    /// <exception cref="TargetCredentialException">There is no key, or it does not belong to the certificate.</exception>
    public static SslStreamCertificateContext ContextOf(ClientCertificateConfig config)
    {
        try
        {
            var own = X509Certificate2.CreateFromPem(config.Certificates, config.Key?.Reveal() ?? "");
            var all = new X509Certificate2Collection();
            all.ImportFromPem(config.Certificates);
            // Nothing of the chain is fetched from the network: it is sent as it was configured.
            return SslStreamCertificateContext.Create(own, new X509Certificate2Collection(all.Skip(1).ToArray()), offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TargetCredentialException("The gateway's client certificate for the target cannot be used; whoever runs this gateway must enter it again.", e);
        }
    }
}
