using HoopLike.Agent.Link;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;

/// <summary>Runs before Main in a child process that names this assembly in DOTNET_STARTUP_HOOKS: records until it is killed, and says what it has committed.</summary>
#pragma warning disable MA0047 // The runtime looks for it outside of namespaces.
internal sealed class StartupHook
{
    public const string DirectoryVariable = "HOOPLIKE_TEST_RECORD_INTO";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(DirectoryVariable) is not { } path) return;
        var data = new DataDirectory(path);
        using var output = Console.OpenStandardOutput();
        var spool = new SpoolDirectory(data.PathOf("spool"), AgentKeyRing.LoadOrCreate(data).Current, new SpoolOptions(), TimeProvider.System, NullLogger<SpoolDirectory>.Instance);
        var info = new SessionInfo(Guid.NewGuid(), new("bot", default, [], "service account key"), "shop", "postgres", "127.0.0.1:5", "local", DateTimeOffset.UnixEpoch);
        var recorder = spool.Open(info, new RecordingConfig());
        for (var op = 1; ; op++)
        {
            recorder.Operation(op, new string('x', op * 37 % 5000), null, [], [], "allow", null, []);
            recorder.CommitAsync(CancellationToken.None).AsTask().Wait();
            output.Write(System.Text.Encoding.ASCII.GetBytes($"{info.Id:n} {op}\n"));
        }
    }
}
