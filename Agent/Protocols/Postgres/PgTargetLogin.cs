using System.Security.Cryptography.X509Certificates;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Signs in at a PostgreSQL server with the connection's own credential (manual, section 55.2.1). What goes wrong is told without the server's address or the credential's user.</summary>
public sealed class PgTargetLogin(TimeProvider time, ILogger<PgTargetLogin> log)
{
    /// <summary>From SSLRequest to ReadyForQuery.</summary>
    public static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(15);

    /// <summary>Servers take 10,000 bytes of start-up parameters (MAX_STARTUP_PACKET_LENGTH).</summary>
    private const int ParametersLimit = 9000;

    /// <param name="database">The client's wish; a database that the connection names comes first.</param>
    /// <param name="clientParameters">The client's start-up parameters. Its user, database, replication and protocol options are left out.</param>
    /// <exception cref="AccessRefused">No session is to be had.</exception>
    public Task<PgServerSession> LoginAsync(TargetLink link, ConnectionConfig connection, string? database, IReadOnlyList<(string Name, string Value)> clientParameters, CancellationToken ct)
    {
        var parameters = Parameters(connection, database, clientParameters);
        return GuardedAsync(link, connection, async stop => await SignInAsync(link, connection, parameters, await UpgradeAsync(link, connection, stop), stop), ct);
    }

    /// <summary>The first half of a login alone: TLS as the connection asks for it.</summary>
    /// <returns>The target's certificate; null where the link stays unencrypted.</returns>
    /// <exception cref="AccessRefused">There is no TLS to be had as it must be.</exception>
    public Task<X509Certificate2?> EncryptAsync(TargetLink link, ConnectionConfig connection, CancellationToken ct) =>
        GuardedAsync(link, connection, stop => UpgradeAsync(link, connection, stop), ct);

    /// <summary>The second half, over a link for which <see cref="EncryptAsync"/> has done the first.</summary>
    /// <exception cref="AccessRefused">No session is to be had.</exception>
    public Task<PgServerSession> SignInAsync(TargetLink link, ConnectionConfig connection, string? database, X509Certificate2? certificate, CancellationToken ct)
    {
        var parameters = Parameters(connection, database, []);
        return GuardedAsync(link, connection, stop => SignInAsync(link, connection, parameters, certificate, stop), ct);
    }

    /// <summary>Asks the server to cancel what a session of it runs. Goes over a link of its own, encrypted as the session's is, and ends when the server has closed it.</summary>
    public async Task CancelAsync(TargetLink link, ConnectionConfig connection, PgServerSession session, CancellationToken ct)
    {
        await GuardedAsync(link, connection, async stop =>
        {
            await UpgradeAsync(link, connection, stop);
            await new PgLoginStream(link.Stream).CancelAsync(session.ProcessId, session.Secret, stop);
            return true;
        }, ct);
    }

    private static List<(string Name, string Value)> Parameters(ConnectionConfig connection, string? database, IReadOnlyList<(string Name, string Value)> clientParameters)
    {
        List<(string Name, string Value)> all = [("user", connection.Credential.Username)];
        if ((connection.Target.Database ?? database) is { Length: > 0 } name) all.Add(("database", name));
        all.AddRange(clientParameters.Where(p => p.Name is not ("user" or "database" or "replication" or "") && !p.Name.StartsWith("_pq_.", StringComparison.Ordinal)));
        if (all.Exists(p => p.Name.Contains('\0', StringComparison.Ordinal) || p.Value.Contains('\0', StringComparison.Ordinal))) throw Refused("a start-up parameter has a zero byte in it");
        if (all.Sum(p => (long)p.Name.Length + p.Value.Length + 2) > ParametersLimit) throw Refused("the start-up parameters are longer than any server takes");
        return all;
    }

    private async Task<PgServerSession> SignInAsync(TargetLink link, ConnectionConfig connection, List<(string Name, string Value)> parameters, X509Certificate2? certificate, CancellationToken ct)
    {
        var messages = new PgLoginStream(link.Stream);
        await messages.StartAsync(parameters, ct);
        await new PgAuthentication(messages, connection, link.IsEncrypted, certificate, log).RunAsync(ct);
        return await PgServerGreeting.ReadAsync(messages, connection, log, ct);
    }

    private async Task<X509Certificate2?> UpgradeAsync(TargetLink link, ConnectionConfig connection, CancellationToken ct)
    {
        var mode = connection.Target.Tls;
        if (mode == TargetTlsMode.Disable) return null;
        switch (await new PgLoginStream(link.Stream).AskForTlsAsync(ct))
        {
            // Bytes that came along in clear text would be read as if they had come over TLS (CVE-2021-23222).
            case 'S' when link.Socket.Available > 0:
                throw new InvalidDataException("unencrypted bytes follow the answer to SSLRequest");
            case 'S':
                return await TargetTls.UpgradeAsync(link, connection, log, ct);
            case 'N' when mode == TargetTlsMode.Prefer:
                return null;
            case 'N':
                log.NoTls(connection.Name, "the server does not offer it", null);
                throw Refused("the target does not offer TLS, which this connection requires; tell whoever runs this gateway");
            default:
                throw new InvalidDataException("the answer to SSLRequest is none");
        }
    }

    private async Task<T> GuardedAsync<T>(TargetLink link, ConnectionConfig connection, Func<CancellationToken, Task<T>> login, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(LoginLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        using var close = either.Token.UnsafeRegister(static s => ((TargetLink)s!).Abort(), link);
        try
        {
            return await login(either.Token);
        }
        catch (Exception e) when (e is not AccessRefused)
        {
            ct.ThrowIfCancellationRequested();
            if (deadline.IsCancellationRequested) throw Strange(connection, $"no sign-in within {LoginLimit.TotalSeconds:0} seconds", "the target does not answer", e);
            throw e switch
            {
                InvalidDataException => Strange(connection, e.Message, "the target does not keep to the PostgreSQL protocol", e),
                EndOfStreamException => Strange(connection, "it closed during the sign-in", "the target closed the connection", e),
                _ => Strange(connection, e.Message, "the connection to the target broke", e),
            };
        }
    }

    private AccessRefused Strange(ConnectionConfig connection, string logged, string words, Exception inner)
    {
        log.StrangeTarget(connection.Name, logged);
        return new AccessRefused(RefusalKind.Unavailable, words + "; tell whoever runs this gateway", inner: inner);
    }

    private static AccessRefused Refused(string words) => new(RefusalKind.Unavailable, words);
}
