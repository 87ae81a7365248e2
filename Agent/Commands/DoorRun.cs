using HoopLike.Agent.Callers;
using HoopLike.Agent.Callers.Door;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Commands;

/// <summary><c>hooplike connect NAME --open</c>: a door on this machine, until it is stopped.</summary>
internal static class DoorRun
{
    public static async Task<int> RunAsync(CallerRun run, string name, int? port, string? database, int minutes, CancellationToken ct)
    {
        var way = await run.Connections.FindAsync(name, ConnectionAccess.Postgres, ct);
        var remarks = TextWriter.Synchronized(run.Screen.Error);
        using var token = new DoorToken(stop => run.Connections.IssueAsync(name, minutes, stop), remarks.WriteLine, run.Time);
        await token.GetAsync(ct);
        var session = new DoorSession(stop => GatewayLink.OpenAsync(way.Connection.Host, way.Connection.Port, way.Authority.Pem, stop), token, remarks.WriteLine);
        // Where the system does not say whose client it is, the port would be everybody's: only who names one gets it.
        var place = new DoorPlace(name, port ?? (DoorPeer.CanTell ? 0 : null), SocketRoot(run.Choice.Store.Folder));
        using var door = LocalDoor.Open(place, session, remarks.WriteLine, run.Time);
        if (port is not null && !DoorPeer.CanTell) await remarks.WriteLineAsync("This system does not tell whose a client is: every user of this machine can use the port as you.");
        var target = way.Target(database) with { SslMode = "disable" };
        if (run.AsJson) await run.Screen.Output.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(Ready(name, door, target, token), CallerJson.Options));
        else await SayAsync(run.Screen, name, door, target);
        await run.Screen.Output.FlushAsync(ct);
        using var keep = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = token.KeepAsync(keep.Token);
        await door.RunAsync(ct);
        await keep.CancelAsync();
        await renewing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (!run.AsJson) await remarks.WriteLineAsync($"The door to {Plain.Text(name)} is shut.");
        return ExitCode.Clean;
    }

    private static async Task SayAsync(Screen screen, string name, LocalDoor door, ClientTarget target)
    {
        var output = screen.Output;
        var at = door.Port is { } port ? $"127.0.0.1:{port}" : door.SocketFolder!;
        var only = DoorPeer.CanTell ? ", to you alone," : "";
        await output.WriteLineAsync($"{screen.Bold(Plain.Text(name))} is open at {at}{only} until Ctrl-C; no password is needed.");
        foreach (var way in Ways(door, target)) await output.WriteLineAsync($"  {ClientLines.Tools[0].Write(way, "")}");
    }

    private static object Ready(string name, LocalDoor door, ClientTarget target, DoorToken token) => new
    {
        connection = name,
        host = door.Port is null ? null : "127.0.0.1",
        port = door.Port,
        socket = door.SocketFolder,
        database = target.Database,
        user = target.User,
        uri = door.Port is null ? null : ClientLines.Url(Ways(door, target).First(), null),
        tokenExpiresAt = token.Until,
    };

    private static IEnumerable<ClientTarget> Ways(LocalDoor door, ClientTarget target)
    {
        if (door.Port is { } port) yield return target with { Host = "127.0.0.1", Port = port };
        if (door.SocketFolder is { } folder) yield return target with { Host = folder, Port = DoorSocket.Port };
    }

    /// <summary>Sockets belong where the system keeps what lasts as long as a login; without such a place, beside the sign-in.</summary>
    private static string SocketRoot(PrivateFolder folder) =>
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime) ? Path.Combine(runtime, "hooplike") : folder.PathOf("doors");
}
