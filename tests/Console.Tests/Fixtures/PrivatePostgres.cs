using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace HoopLike.Console.Tests.Fixtures;

/// <summary>A PostgreSQL server of the tests' own.</summary>
public sealed class PrivatePostgres : IAsyncLifetime
{
    /// <summary>A process dies with the thread that started it (PR_SET_PDEATHSIG), and threads of the pool come and go: so one thread that never ends starts all of them.</summary>
    static readonly BlockingCollection<Action> starts = StartStarter();

    readonly string directory = Directory.CreateTempSubdirectory("hooplike-pg-").FullName;
    Process? server;
    int port;

    public async Task<string> NewDatabaseAsync()
    {
        var name = "db" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(At("postgres"));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return At(name);
    }

    public async Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess) (await RunAsync("chown", "65534:65534", directory)).Dispose();
        using (var initdb = await RunAsync(Bin("initdb"), "-D", directory + "/d", "-U", "app", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"))
            Assert.Equal(0, initdb.ExitCode);
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        server = await StartAsync(Bin("postgres"), "-D", directory + "/d", "-k", directory, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=500");
        await Until.HoldsAsync(IsReadyAsync, "PostgreSQL answers");
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        using (var kill = Process.Start("kill", ["-INT", $"{server!.Id}"])) await kill.WaitForExitAsync();
        await server.WaitForExitAsync();
        server.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    string At(string database) => $"Host=127.0.0.1;Port={port};Username=app;Database={database};Connection Idle Lifetime=10;Connection Pruning Interval=5";

    async Task<bool> IsReadyAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(At("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    static string Bin(string name) => Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").Order().Last(), "bin", name);

    async Task<Process> RunAsync(string file, params string[] arguments)
    {
        var process = await StartAsync(file, arguments);
        await process.WaitForExitAsync();
        return process;
    }

    Task<Process> StartAsync(string file, params string[] arguments)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        starts.Add(() =>
        {
            try
            {
                started.SetResult(Start(file, arguments));
            }
            catch (Exception fault)
            {
                started.SetException(fault);
            }
        });
        return started.Task;
    }

    static BlockingCollection<Action> StartStarter()
    {
        var queue = new BlockingCollection<Action>();
        new Thread(() => { foreach (var start in queue.GetConsumingEnumerable()) start(); }) { IsBackground = true, Name = "starter" }.Start();
        return queue;
    }

    Process Start(string file, params string[] arguments)
    {
        var asNobody = Environment.IsPrivilegedProcess && file != "chown";
        string[] prefix = asNobody ? ["--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--pdeathsig", "KILL", file] : [];
        var info = new ProcessStartInfo(asNobody ? "setpriv" : file, [.. prefix, .. arguments]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(info)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
