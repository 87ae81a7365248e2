using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols;

/// <summary>What came of a step, for the person who sets the connection up: what it means and what to look at. The server's own texts are not repeated.</summary>
internal static class ProbeWords
{
    public static string Of(Exception e) => e switch
    {
        TargetUnreachableException { InnerException: SocketException { SocketErrorCode: var code } } => Of(code),
        TargetUnreachableException => $"There is {e.Message}. A firewall that drops packets looks like this; so does a wrong address.",
        SocketException { SocketErrorCode: var code } => Of(code),
        AccessRefused => Sentence(e.Message),
        OperationCanceledException => "It took too long.",
        _ => "It failed in a way that the agent does not know; its log says more.",
    };

    /// <param name="tls">Null where the target offers none.</param>
    public static string Of(SslStream? tls, X509Certificate2? certificate, TargetTlsMode mode)
    {
        if (tls is null) return "Not encrypted: the target offers no TLS, and this connection says tls: prefer. Say require to insist on it.";
        var words = $"{VersionOf(tls)}, {tls.NegotiatedCipherSuite}.";
        if (certificate is null) return words;
        var shown = $"{words} The certificate is {certificate.Subject} of {certificate.Issuer}, valid until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd};";
        return mode == TargetTlsMode.VerifyFull ? $"{shown} authority and name are verified." : $"{shown} it is not verified: tls: {(mode == TargetTlsMode.Prefer ? "prefer" : "require")} asks for encryption alone. Say verify-full to check it.";
    }

    /// <summary><c>Tls13</c> as people write it.</summary>
    private static string VersionOf(SslStream tls)
    {
        var word = tls.SslProtocol.ToString();
        return word.Length == 5 && word.StartsWith("Tls", StringComparison.Ordinal) ? $"TLS {word[3]}.{word[4]}" : word;
    }

    private static string Of(SocketError code) => code switch
    {
        SocketError.HostNotFound or SocketError.NoData => "There is no host of this name, as seen from the agent. Check the spelling, and the agent's DNS.",
        SocketError.TryAgain => "The agent's DNS did not answer. Try again; if it stays so, check the agent's resolver.",
        SocketError.ConnectionRefused => "Nothing listens on this port. Check host and port, and on which addresses the server listens.",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "There is no route from the agent to this address.",
        SocketError.TimedOut => "No answer. A firewall that drops packets looks like this; so does a wrong address.",
        SocketError.AddressNotAvailable => "This is no address that the agent can connect to.",
        _ => $"The connection could not be made ({code}).",
    };

    private static string Sentence(string message)
    {
        var words = message.Replace("; tell whoever runs this gateway", "", StringComparison.Ordinal);
        words = $"{char.ToUpperInvariant(words[0])}{words[1..]}.";
        return words + Hint(words);
    }

    private static string Hint(string words)
    {
        if (words.Contains("does not take the credential", StringComparison.Ordinal)) return " Check the secret, and what kind of credential the target asks for.";
        if (words.Contains("credential", StringComparison.Ordinal)) return " Check user name and password, and that pg_hba.conf of the server lets this user in from the agent.";
        if (words.Contains("does not offer TLS", StringComparison.Ordinal)) return " Turn it on there (ssl = on), or say tls: prefer here.";
        if (words.Contains("for another name", StringComparison.Ordinal)) return " The host must be a name that the certificate is for.";
        if (words.Contains("authority that the gateway trusts", StringComparison.Ordinal)) return " Give the authority's certificate (PEM) with the connection.";
        return "";
    }
}
