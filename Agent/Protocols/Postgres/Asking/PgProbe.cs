using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;

namespace HoopLike.Agent.Protocols.Postgres.Asking;

/// <summary>Tries the way to a target as a session would go it, and says of each step what came of it. Nothing is read but the catalogue.</summary>
internal sealed class PgProbe(TargetConnector targets, PgTargetLogin login, ReadCatalogue read, TimeProvider time)
{
    private static readonly ImmutableArray<string> names = ["Name resolution", "Connect", "TLS", "Login", "Server version", "Catalogue"];

    public async Task<ConnectionProbe> RunAsync(ConnectionConfig connection, CancellationToken ct)
    {
        var run = new Run(time);
        try
        {
            await StepsAsync(run, connection, ct);
        }
        catch (ProbeFailedException)
        {
            // It has written its step; the ones after it are not tried.
        }
        foreach (var name in names.Skip(run.Steps.Count)) run.Steps.Add(new ProbeStep(name, ProbeOutcome.Skipped, "Not tried, because a step before it failed.", 0));
        return new ConnectionProbe([.. run.Steps]);
    }

    private async Task StepsAsync(Run run, ConnectionConfig connection, CancellationToken ct)
    {
        var target = connection.Target;
        if (IPAddress.TryParse(target.Host, out _)) run.Skip(names[0], "The host is an address already.");
        else await run.StepAsync(names[0], () => ResolveAsync(target.Host, ct));

        TargetLink? link = null;
        X509Certificate2? certificate = null;
        PgServerSession? session = null;
        try
        {
            await run.StepAsync(names[1], async () =>
            {
                link = await targets.DialAsync(target, ct);
                return $"Connected to {link.Socket.RemoteEndPoint}.";
            });
            if (target.Tls == TargetTlsMode.Disable) run.Skip(names[2], "This connection says tls: disable. What goes to the target can be read on the way.");
            else
            {
                await run.StepAsync(names[2], async () =>
                {
                    certificate = await login.EncryptAsync(link!, connection, ct);
                    return TlsWords(link!, certificate, target.Tls);
                });
            }
            await run.StepAsync(names[3], async () =>
            {
                session = await login.SignInAsync(link!, connection, PgQuestions.DatabaseOf(connection), certificate, ct);
                return LoginWords(connection, session);
            });
            run.Add(names[4], VersionWords(session!));
        }
        finally
        {
            if (link is not null) await link.DisposeAsync();
        }
        await run.StepAsync(names[5], async () => CatalogueWords(await read(connection, PgQuestions.DatabaseOf(connection), ct)));
    }

    private static async Task<string> ResolveAsync(string host, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        return addresses.Length == 0 ? throw new SocketException((int)SocketError.HostNotFound) : $"{host} is {string.Join(", ", addresses.Take(4).Select(a => a.ToString()))}{(addresses.Length > 4 ? ", …" : "")}.";
    }

    private static string TlsWords(TargetLink link, X509Certificate2? certificate, TargetTlsMode mode)
    {
        if (link.Stream is not SslStream tls) return "Not encrypted: the target offers no TLS, and this connection says tls: prefer. Say require to insist on it.";
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

    private static string LoginWords(ConnectionConfig connection, PgServerSession session)
    {
        var words = $"Signed in as {connection.Credential.Username}, database {PgQuestions.DatabaseOf(connection)}.";
        return session.Parameters.Contains(("is_superuser", "on")) ? $"{words} This user is a superuser: a gateway does better with one that may do less." : words;
    }

    private static string VersionWords(PgServerSession session) =>
        session.Parameters.FirstOrDefault(p => p.Name == "server_version").Value is { Length: > 0 } version ? $"PostgreSQL {version}." : "The target does not say its version.";

    private static string CatalogueWords(TargetCatalogue catalogue)
    {
        var own = catalogue.Relations.Values.Where(r => r.Kind != 'S' && r.Schema is not ("pg_catalog" or "information_schema" or "pg_toast")).ToList();
        return own.Count == 0 ? "Read; the database has no tables yet." : $"Read: {own.Count} tables and views with {own.Sum(r => r.Columns.Length)} columns.";
    }

    /// <summary>The steps so far, each timed.</summary>
    private sealed class Run(TimeProvider time)
    {
        public List<ProbeStep> Steps { get; } = [];

        public void Add(string name, string words) => Steps.Add(new ProbeStep(name, ProbeOutcome.Ok, words, 0));

        public void Skip(string name, string words) => Steps.Add(new ProbeStep(name, ProbeOutcome.Skipped, words, 0));

        public async Task StepAsync(string name, Func<Task<string>> work)
        {
            var begun = time.GetTimestamp();
            try
            {
                var words = await work();
                Steps.Add(new ProbeStep(name, ProbeOutcome.Ok, words, Since(begun)));
            }
            catch (Exception e)
            {
                Steps.Add(new ProbeStep(name, ProbeOutcome.Failed, ProbeWords.Of(e), Since(begun)));
                throw new ProbeFailedException(e);
            }
        }

        private int Since(long begun) => (int)Math.Ceiling(time.GetElapsedTime(begun).TotalMilliseconds);
    }

    private sealed class ProbeFailedException(Exception inner) : Exception("A step failed.", inner);
}
