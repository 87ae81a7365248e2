using System.Net;
using System.Security.Cryptography;
using Npgsql;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A PostgreSQL server of our own: TLS, SCRAM, a superuser for the truth and <c>shop_owner</c> for the gateway. It logs each statement it sees.</summary>
sealed class PrivatePostgres : IAsyncDisposable
{
    const string Bin = "/usr/lib/postgresql/15/bin/";

    readonly TempFolder folder = new();
    ChildProcess? server;

    public int Port { get; } = FreePort.Next();

    public string SuperuserPassword { get; } = RandomNumberGenerator.GetHexString(24);

    /// <summary>A marker: no file, log or answer of ours may hold it.</summary>
    public string OwnerPassword { get; } = "MarkerCredential" + RandomNumberGenerator.GetHexString(16);

    public TestAuthority Authority { get; } = TestAuthority.For("localhost", IPAddress.Loopback);

    /// <summary>What the server has logged, each statement that reached it among it.</summary>
    public string Log => server!.Output;

    /// <summary>Whether a statement with this word was sent to be run. EXPLAIN, which runs nothing, is how the gateway learns the planner's estimate.</summary>
    public bool Ran(string word) => Log.Split('\n').Any(l => l.Contains(word, StringComparison.Ordinal) && !l.Contains("EXPLAIN", StringComparison.OrdinalIgnoreCase));

    /// <param name="more">Settings beyond the usual, as <c>name=value</c>.</param>
    public static async Task<PrivatePostgres> StartAsync(params string[] more)
    {
        var postgres = new PrivatePostgres();
        await postgres.InitializeAsync(more);
        return postgres;
    }

    /// <summary>One value, as the superuser sees it, by no gateway.</summary>
    public async Task<string?> AskAsync(string sql, string database = "shop")
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public async Task<NpgsqlConnection> OpenAsync(string database = "shop")
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username=postgres;Password={SuperuserPassword};Database={database};Pooling=false;SSL Mode=Disable");
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            server.Signal("INT");
            await server.ExitAsync(TimeSpan.FromSeconds(20));
            await server.DisposeAsync();
        }
        folder.Dispose();
    }

    async Task InitializeAsync(string[] more)
    {
        await File.WriteAllTextAsync(folder.File("password"), SuperuserPassword);
        await File.WriteAllTextAsync(folder.File("server.crt"), Authority.CertificatePem);
        await File.WriteAllTextAsync(folder.File("server.key"), Authority.KeyPem);
        File.SetUnixFileMode(folder.File("server.key"), UnixFileMode.UserRead);
        if (Environment.IsPrivilegedProcess) (await Command.RunAsync("chown", ["-R", "65534:65534", folder.Path])).Succeeded();
        await using (var init = await ChildProcess.StartAsync(Bin + "initdb",
            ["-D", folder.File("data"), "-U", "postgres", "-A", "scram-sha-256", $"--pwfile={folder.File("password")}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"], folder: folder.Path, asNobody: true))
            if (await init.ExitAsync(TimeSpan.FromMinutes(1)) != 0) throw new InvalidOperationException(init.Output);

        string[] settings =
        [
            "listen_addresses=127.0.0.1", "ssl=on", $"ssl_cert_file={folder.File("server.crt")}", $"ssl_key_file={folder.File("server.key")}", "fsync=off", "synchronous_commit=off",
            "full_page_writes=off", "max_connections=200", "max_prepared_transactions=4", .. more,
        ];
        server = await ChildProcess.StartAsync(Bin + "postgres", ["-D", folder.File("data"), "-k", folder.Path, "-p", Port.ToString(), .. settings.SelectMany(s => new[] { "-c", s })], folder: folder.Path, asNobody: true);
        await Until.HoldsAsync(() => Log.Contains("ready to accept connections", StringComparison.Ordinal));
        await using var connection = await OpenAsync("postgres");
        foreach (var sql in new[] { $"create role shop_owner login password '{OwnerPassword}'", "create database shop owner shop_owner", "create database clients owner shop_owner", "alter database shop set log_statement = 'all'" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
