using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Agent.Gates;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Targets;

/// <summary>TLS to a target as its connection asks for it.</summary>
public static class TargetTls
{
    /// <summary>How the handshake is to go.</summary>
    /// <param name="onWrong">Told what is wrong with the target's certificate before the handshake fails.</param>
    /// <exception cref="AccessRefused">The connection's certificate authority cannot be read.</exception>
    [SuppressMessage("Security", "CA5359", Justification = "prefer and require ask for encryption alone, as the configuration page says; verify-full checks.")]
    public static SslClientAuthenticationOptions Options(TargetConfig target, Action<SslPolicyErrors>? onWrong = null)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = target.Host,
            // Databases' certificates seldom name a revocation list, and a gateway next to them seldom reaches one: a list that does not answer must not stop every session.
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (target.Tls != TargetTlsMode.VerifyFull)
        {
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
            return options;
        }
        if (target.CertificateAuthority is { } pem) options.CertificateChainPolicy = Trusting(pem);
        options.RemoteCertificateValidationCallback = (_, _, _, errors) =>
        {
            if (errors != SslPolicyErrors.None) onWrong?.Invoke(errors);
            return errors == SslPolicyErrors.None;
        };
        return options;
    }

    /// <summary>Shakes hands over the link's stream and moves the link onto TLS.</summary>
    /// <returns>The target's certificate.</returns>
    /// <exception cref="AccessRefused">The certificate is not to be trusted, or there is no TLS to be had.</exception>
    public static async Task<X509Certificate2?> UpgradeAsync(TargetLink link, ConnectionConfig connection, ILogger log, CancellationToken ct)
    {
        var wrong = SslPolicyErrors.None;
        var options = Options(connection.Target, e => wrong = e);
        var tls = new SslStream(link.Stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(options, ct);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            log.NoTls(connection.Name, wrong == SslPolicyErrors.None ? e.Message : wrong.ToString(), e);
            throw new AccessRefused(RefusalKind.Unavailable, Words(wrong), inner: e);
        }
        link.UpgradeTo(tls);
        return tls.RemoteCertificate as X509Certificate2;
    }

    /// <summary>What is wrong, as part of a sentence for a caller.</summary>
    internal static string Words(SslPolicyErrors wrong) => wrong switch
    {
        SslPolicyErrors.None => "TLS with the target failed; tell whoever runs this gateway",
        _ when wrong.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "the target showed no certificate; tell whoever runs this gateway",
        _ when wrong.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "the target's certificate is for another name; tell whoever runs this gateway",
        _ => "the target's certificate is not from an authority that the gateway trusts; tell whoever runs this gateway",
    };

    [SuppressMessage("Security", "CA5399", Justification = "See the revocation mode above.")]
    private static X509ChainPolicy Trusting(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new AccessRefused(RefusalKind.Unavailable, "the certificate authority of the target cannot be read; tell whoever runs this gateway", inner: e);
        }
        return policy;
    }
}
