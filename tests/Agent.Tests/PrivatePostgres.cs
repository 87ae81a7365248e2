using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Xunit;

namespace HoopLike.Agent.Tests;

/// <summary>Classes of this collection share one server; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PrivatePostgresCollection : ICollectionFixture<PrivatePostgres>
{
    public const string Name = "private PostgreSQL";
}

/// <summary>
/// A PostgreSQL server of the tests' own on a free loopback port, gone with the test run. Superuser <c>app</c> without a password; one user for each way to sign in,
/// named after it (<c>by_trust by_password by_md5 by_scram by_scram_tls</c>), each with <see cref="Password"/>.
/// </summary>
public sealed class PrivatePostgres : IAsyncLifetime
{
    public const string Password = "s3cret marker pässword";

    private const string AccessRules =
        """
        local    all all                   trust
        host     all app          samehost trust
        host     all by_trust     samehost trust
        host     all by_password  samehost password
        host     all by_md5       samehost md5
        host     all by_scram     samehost scram-sha-256
        hostssl  all by_scram_tls samehost scram-sha-256
        """;

    private const string Users =
        $"""
        set password_encryption = 'md5';
        create role by_md5 login password '{Password}';
        set password_encryption = 'scram-sha-256';
        create role by_trust login; create role by_password login password '{Password}'; create role by_scram login password '{Password}'; create role by_scram_tls login password '{Password}';
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("hooplike-pg").FullName;
    private Process? server;

    internal TestAuthority Authority { get; } = new("Test authority");

    public int Port { get; private set; }

    /// <summary>For the superuser, database <c>postgres</c>.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Whether the server offers TLS (it never insists, but for <c>by_scram_tls</c>). Set before <see cref="InitializeAsync"/>.</summary>
    public bool OffersTls { get; init; } = true;

    private static string Programs => Directory.GetDirectories("/usr/lib/postgresql").OrderBy(d => int.Parse(Path.GetFileName(d))).Last() + "/bin/";

    public async Task InitializeAsync()
    {
        await MakeClusterAsync();
        Port = FreePort();
        ConnectionString = $"Host=127.0.0.1;Port={Port};Username=app;Database=postgres;Include Error Detail=true";
        server = Start("postgres", "-D", directory + "/data", "-k", directory, "-p", $"{Port}", "-c", "listen_addresses=localhost,127.0.0.2", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off");
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        await ReadyAsync();
        await ExecuteAsync(Users);
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (server is { HasExited: false })
        {
            using var stop = Process.Start("kill", ["-INT", $"{server.Id}"]);
            await server.WaitForExitAsync();
        }
        server?.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Runs SQL as the superuser.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task MakeClusterAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            using var give = Process.Start("chown", ["65534:65534", directory]);
            await give.WaitForExitAsync();
        }
        await RunAsync("initdb", "-D", directory + "/data", "-U", "app", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions");
        await File.WriteAllTextAsync(directory + "/data/pg_hba.conf", AccessRules + "\n");
        if (!OffersTls) return;
        using var certificate = Authority.Issue();
        await File.WriteAllTextAsync(directory + "/data/server.crt", certificate.ExportCertificatePem());
        await WriteKeyAsync(directory + "/data/server.key", certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.AppendAllTextAsync(directory + "/data/postgresql.conf", "ssl = on\n");
    }

    private static async Task WriteKeyAsync(string path, string pem)
    {
        await File.WriteAllTextAsync(path, pem);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (!Environment.IsPrivilegedProcess) return;
        using var give = Process.Start("chown", ["65534:65534", path]);
        await give.WaitForExitAsync();
    }

    private async Task ReadyAsync()
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (patience.Elapsed < TimeSpan.FromSeconds(30) && server is { HasExited: false })
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {await errors}");
    }

    // The server refuses to run as root, and must not outlive a killed test run.
    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("setpriv") { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] demotion = Environment.IsPrivilegedProcess ? ["--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"] : [];
        foreach (var argument in (string[])[.. demotion, "--pdeathsig", "KILL", Programs + program, .. arguments]) start.ArgumentList.Add(argument);
        return LastingThread.Run(() => Process.Start(start)!);
    }

    /// <summary>The kernel counts the death of the thread that started a process as its parent's (prctl(2), PR_SET_PDEATHSIG); threads of the pool come and go.</summary>
    private static class LastingThread
    {
        private static readonly BlockingCollection<Action> work = [];

        static LastingThread() => new Thread(static () =>
        {
            foreach (var action in work.GetConsumingEnumerable()) action();
        }) { IsBackground = true }.Start();

        public static T Run<T>(Func<T> function)
        {
            var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            work.Add(() =>
            {
                try
                {
                    result.SetResult(function());
                }
                catch (Exception e)
                {
                    result.SetException(e);
                }
            });
            return result.Task.GetAwaiter().GetResult();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
