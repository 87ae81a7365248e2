using System.Collections.Immutable;
using System.Net.Security;
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

    public Task<ConnectionProbe> RunAsync(ConnectionConfig connection, CancellationToken ct) => ProbeRun.RunAsync(names, time, run => StepsAsync(run, connection, ct));

    private async Task StepsAsync(ProbeRun run, ConnectionConfig connection, CancellationToken ct)
    {
        var target = connection.Target;
        await run.ResolveAsync(names[0], target.Host, ct);

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
                    return ProbeWords.Of(link!.Stream as SslStream, certificate, target.Tls);
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
}
