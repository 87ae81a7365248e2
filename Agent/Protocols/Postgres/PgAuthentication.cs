using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Answers a server's Authentication messages with the connection's credential, up to AuthenticationOk.</summary>
internal sealed class PgAuthentication(PgLoginStream messages, ConnectionConfig connection, bool isEncrypted, X509Certificate2? certificate, ILogger log)
{
    private bool hasAnswered;

    private string Password => connection.Credential.Password?.Reveal()
        ?? throw new AccessRefused(RefusalKind.Unavailable, "the target asks for a password and the connection has none; tell whoever runs this gateway");

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            var (code, rest) = await ReadAsync(ct);
            switch (code)
            {
                case 0:
                    return;
                case 3:
                    Once();
                    RefuseClearText();
                    await messages.SendPasswordAsync(Password, ct);
                    break;
                case 5:
                    Once();
                    await messages.SendPasswordAsync(Md5(rest), ct);
                    break;
                case 10:
                    Once();
                    await ScramAsync(rest, ct);
                    break;
                default:
                    log.StrangeTarget(connection.Name, $"it asks for authentication of kind {code}");
                    throw new AccessRefused(RefusalKind.Unavailable, "the target asks for a way to sign in that the gateway does not know; tell whoever runs this gateway");
            }
        }
    }

    private async Task ScramAsync(byte[] offered, CancellationToken ct)
    {
        var mechanisms = Encoding.ASCII.GetString(offered).Split('\0');
        var hash = certificate is null ? null : EndPointHash(certificate);
        var bound = hash is not null && mechanisms.Contains(ScramClient.BoundMechanism, StringComparer.Ordinal);
        if (!bound && !mechanisms.Contains(ScramClient.Mechanism, StringComparer.Ordinal)) throw new InvalidDataException("no SASL mechanism is offered that this side knows");
        var scram = new ScramClient(Password, bound ? hash : null, couldBind: hash is not null);
        await messages.SendSaslFirstAsync(bound ? ScramClient.BoundMechanism : ScramClient.Mechanism, scram.First(), ct);
        await messages.SendSaslAsync(scram.Answer(Encoding.UTF8.GetString(await ExpectAsync(11, ct))), ct);
        scram.Finish(Encoding.UTF8.GetString(await ExpectAsync(12, ct)));
    }

    private async Task<byte[]> ExpectAsync(int expected, CancellationToken ct)
    {
        var (code, rest) = await ReadAsync(ct);
        return code == expected ? rest : throw new InvalidDataException($"SASL goes on with authentication message {code} instead of {expected}");
    }

    private async Task<(int Code, byte[] Data)> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var (type, body) = await messages.ReadAsync(ct);
            switch (type)
            {
                case 'R' when body.Length >= 4:
                    return (BinaryPrimitives.ReadInt32BigEndian(body), body[4..]);
                case 'E':
                    throw PgLoginError.Read(body, connection, log);
                case 'N':
                    break;
                default:
                    throw new InvalidDataException($"a message of type 0x{(int)type:X2} during authentication");
            }
        }
    }

    private void Once()
    {
        if (hasAnswered) throw new InvalidDataException("it asks for the credential twice");
        hasAnswered = true;
    }

    // With "prefer", whoever sits in between can take TLS away and then simply ask.
    private void RefuseClearText()
    {
        if (isEncrypted || connection.Target.Tls == TargetTlsMode.Disable) return;
        log.StrangeTarget(connection.Name, "it asks for the password in clear text without TLS");
        throw new AccessRefused(RefusalKind.Unavailable, "the target asks for its password in clear text over an unencrypted connection; whoever runs this gateway must set its tls to require, or to disable to accept that");
    }

    /// <summary>concat('md5', md5(concat(md5(concat(password, username)), salt))), section 55.2.1.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "It is what the protocol's older password method consists of.")]
    private string Md5(byte[] salt)
    {
        if (salt.Length != 4) throw new InvalidDataException("the md5 salt has not four bytes");
        var inner = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(Password + connection.Credential.Username)));
        return "md5" + Convert.ToHexStringLower(MD5.HashData([.. Encoding.ASCII.GetBytes(inner), .. salt]));
    }

    /// <summary>tls-server-end-point (RFC 5929, section 4.1): by the hash of the certificate's signature, SHA-256 where that is MD5 or SHA-1; null where it has none of its own.</summary>
    private static byte[]? EndPointHash(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.113549.1.1.11" or "1.2.840.10045.4.1" or "1.2.840.10045.4.3.2" => SHA256.HashData(certificate.RawData),
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(certificate.RawData),
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(certificate.RawData),
        _ => null,
    };
}
