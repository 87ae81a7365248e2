using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Speaks with a client up to its password: TLS, start-up message, token (PostgreSQL manual, sections 55.2.1, 55.2.10, 55.2.11).</summary>
internal sealed class PgClientStartup(SocketStream socket, ConnectionConfig connection, SslStreamCertificateContext? certificate)
{
    /// <summary>Tokens are some KiB; the bound only keeps a stranger from filling memory.</summary>
    private const int PasswordLimit = 64 * 1024;

    private bool isEncrypted;

    /// <summary>The client wants to prove itself by OAUTHBEARER.</summary>
    public bool IsOAuth { get; private set; }

    /// <summary>The client's bytes: the socket's, or TLS over it.</summary>
    public Stream Stream { get; private set; } = socket;

    /// <exception cref="WireException">What came is no start of this protocol.</exception>
    /// <exception cref="SessionFailure">The client must be told no.</exception>
    public async Task<PgOpening> OpenAsync(CancellationToken stop)
    {
        var gssRefused = false;
        while (true)
        {
            var header = new byte[8];
            var got = await Stream.ReadAtLeastAsync(header, 8, throwOnEndOfStream: false, stop);
            if (got == 0) return new PgOpening.Nothing();
            if (got < 8) throw new WireException("The start-up message ends before it is complete.");
            var length = BinaryPrimitives.ReadInt32BigEndian(header);
            if (length is < 8 or > PgStartupMessage.LengthLimit) throw new WireException("This is not the start of a PostgreSQL session.");
            var code = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
            var rest = new byte[length - 8];
            await Stream.ReadExactlyAsync(rest, stop);
            switch (code)
            {
                case PgStartupMessage.CancelCode when length == 16:
                    return new PgOpening.Cancel(BinaryPrimitives.ReadInt32BigEndian(rest), BinaryPrimitives.ReadInt32BigEndian(rest.AsSpan(4)));
                case PgStartupMessage.TlsCode when length == 8 && !isEncrypted:
                    await StartTlsAsync(stop);
                    break;
                case PgStartupMessage.GssCode when length == 8 && !gssRefused && !isEncrypted:
                    gssRefused = true;
                    await Stream.WriteAsync("N"u8.ToArray(), stop);
                    break;
                default:
                    return new PgOpening.Session(Check(PgStartupMessage.Read([.. header.AsSpan(4), .. rest])));
            }
        }
    }

    /// <summary>Asks for the token. It comes as the password, in the clear inside TLS.</summary>
    public async Task<Secret> AskTokenAsync(PgStartupMessage startup, CancellationToken stop)
    {
        using var output = new WireBuffer(256);
        if (startup.Minor > 0 || !startup.UnknownOptions.IsEmpty) PgMessages.NegotiateProtocolVersion(output, startup.UnknownOptions);
        if (IsOAuth) PgMessages.AuthenticationSasl(output, OAuthBearer.Mechanism);
        else PgMessages.AuthenticationCleartextPassword(output);
        await Stream.WriteAsync(output.Memory, stop);

        var body = await ReadAnswerAsync(stop);
        return new Secret(IsOAuth ? OAuthToken(body, startup.User) : Password(body));
    }

    /// <summary>Tells a client whose token is not good where tokens come from, and waits for its acknowledgement: then it may be told no (RFC 7628, section 3.2.3).</summary>
    /// <exception cref="WireException">It answers something else.</exception>
    public async Task TellOAuthErrorAsync(string consoleAddress, CancellationToken stop)
    {
        using var output = new WireBuffer(512);
        PgMessages.AuthenticationSaslContinue(output, OAuthBearer.Error(consoleAddress));
        await Stream.WriteAsync(output.Memory, stop);
        if (!OAuthBearer.IsAcknowledgement(await ReadAnswerAsync(stop))) throw new WireException("The client answers an OAUTHBEARER error with something else than its acknowledgement.");
    }

    private async Task<byte[]> ReadAnswerAsync(CancellationToken stop)
    {
        var header = new byte[PgFrame.HeaderLength];
        await Stream.ReadExactlyAsync(header, stop);
        if (!PgFrame.TryRead(header, out var frame) || frame.Type != (byte)PgFrontend.Password) throw new WireException("A password was asked for, something else came.");
        if (frame.BodyLength > PasswordLimit) throw new WireException($"The password is longer than {PasswordLimit} bytes.");
        var body = new byte[frame.BodyLength];
        await Stream.ReadExactlyAsync(body, stop);
        return body;
    }

    private static string Password(byte[] body)
    {
        var reader = new WireReader(body, "PasswordMessage");
        var token = Encoding.UTF8.GetString(reader.ReadCString());
        reader.ReadEnd();
        return token;
    }

    // SASLInitialResponse: String mechanism; Int32 length, -1 for none; Byte[length]
    private static string OAuthToken(byte[] body, string? user)
    {
        var reader = new WireReader(body, "SASLInitialResponse");
        if (!reader.ReadCString().SequenceEqual("OAUTHBEARER"u8)) throw new WireException("OAUTHBEARER was offered, another mechanism was chosen.");
        if (reader.ReadInt32() != reader.Remaining) throw new WireException("SASLInitialResponse: its response is not as long as it says.");
        return OAuthBearer.ReadToken(reader.Rest, user);
    }

    private async Task StartTlsAsync(CancellationToken stop)
    {
        if (certificate is null)
        {
            await Stream.WriteAsync("N"u8.ToArray(), stop);
            return;
        }

        // Whatever the client sent in the clear behind its request would be read as if it came through TLS (CVE-2021-23214).
        if (socket.HasUnread) throw new WireException("Unencrypted bytes follow the request for encryption.");
        await Stream.WriteAsync("S"u8.ToArray(), stop);
        var tls = new SslStream(socket, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificateContext = certificate, ClientCertificateRequired = false },
                stop);
        }
        catch (AuthenticationException)
        {
            throw new WireException("The TLS handshake failed.");
        }

        Stream = tls;
        isEncrypted = true;
    }

    private PgStartupMessage Check(PgStartupMessage startup)
    {
        if (!isEncrypted && connection.ClientTls == ClientTlsMode.Require)
        {
            throw certificate is null
                ? new SessionFailure(FailureKind.Unavailable, "The gateway has no certificate yet, because it has not reached its console. Try again in a moment.")
                : new SessionFailure(FailureKind.BadCredential, "This connection requires TLS, because the token travels as the password. Use sslmode=require or stricter.");
        }

        (startup, IsOAuth) = PgOwnOptions.TakeFrom(startup);
        if (IsOAuth && !isEncrypted) throw new SessionFailure(FailureKind.BadCredential, "OAUTHBEARER is offered under TLS only, because the token travels as it is. Use sslmode=require or stricter.");
        if (startup.WantsReplication) throw new SessionFailure(FailureKind.NotSupported, "Replication connections are not supported by the access gateway.");
        if (startup.User is null or "") throw new SessionFailure(FailureKind.BadCredential, "No user name was given in the start-up message.");
        if (startup["client_encoding"] is { } encoding && PgResponseRelay.IsUnsafe("client_encoding"u8, Encoding.UTF8.GetBytes(encoding.Trim('\'').Replace("-", "", StringComparison.Ordinal))))
        {
            throw new SessionFailure(FailureKind.NotSupported, $"The client encoding {encoding} cannot be governed by the access gateway. Use UTF8.");
        }

        return startup;
    }
}
