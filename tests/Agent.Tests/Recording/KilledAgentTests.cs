using System.Diagnostics;
using HoopLike.Agent.Link;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Recording;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Recording;

public sealed class KilledAgentTests
{
    [Fact]
    public async Task What_was_committed_before_a_kill_is_in_the_recovered_recording()
    {
        using var scratch = new ScratchDirectory();
        for (var round = 0; round < 3; round++)
        {
            var (session, committed) = await RecordUntilKilledAsync(scratch.Data.FullPath, lines: 200 + round * 331);
            var key = AgentKeyRing.LoadOrCreate(scratch.Data).Current;
            await using var spool = new SpoolDirectory(scratch.Data.PathOf("spool"), key, new SpoolOptions(), TimeProvider.System, NullLogger<SpoolDirectory>.Instance);
            var report = spool.Recover();

            Assert.Equal((round, 1, 0), (report.Whole, report.Recovered, report.Removed));
            await using var file = File.OpenRead(spool.PathOf(session));
            var proof = RecordingVerifier.Verify(file, key.KeyId);
            Assert.True(proof.IsProven, proof.Fault?.What);
            Assert.InRange(proof.Operations, committed, committed + 1);
        }
    }

    static async Task<(Guid Session, long Committed)> RecordUntilKilledAsync(string directory, int lines)
    {
        var assembly = typeof(KilledAgentTests).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, ArgumentList = { "exec", assembly } };
        start.Environment["DOTNET_STARTUP_HOOKS"] = assembly;
        start.Environment[StartupHook.DirectoryVariable] = directory;
        using var child = Process.Start(start)!;
        string? last = null;
        for (var i = 0; i < lines; i++) last = await child.StandardOutput.ReadLineAsync().WaitAsync(Some.Patience);
        child.Kill();
        // Whole lines only: what the pipe cut was committed too, but need not be counted.
        var rest = await child.StandardOutput.ReadToEndAsync().WaitAsync(Some.Patience);
        await child.WaitForExitAsync();
        var ended = rest.Split('\n');
        if (ended.Length > 1) last = ended[^2];
        var parts = last!.Split(' ');
        return (Guid.ParseExact(parts[0], "n"), long.Parse(parts[1]));
    }
}
