using HoopLike.EndToEnd.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace HoopLike.EndToEnd.Tests.Disruptions;

/// <summary>kill -9 in the middle of a running pgbench: every row that was delivered has its record.</summary>
public sealed class KillTests(OwnStack own) : IClassFixture<OwnStack>
{
    const string Pgbench = "/usr/lib/postgresql/15/bin/pgbench";

    [Theory]
    [InlineData("agent", "simple")]
    [InlineData("agent", "prepared")]
    [InlineData("console", "extended")]
    public async Task No_delivered_row_loses_its_record(string killed, string mode)
    {
        var stack = own.Stack;
        using var folder = new TempFolder();
        var run = Guid.NewGuid().ToString("N");
        await File.WriteAllTextAsync(folder.File("script.sql"), $"\\set n random(1, 1000000)\nselect :n, '{run}';\n");
        var environment = new Dictionary<string, string>(stack.Psql(stack.Plan.Workshop, Caller.Doomed).Environment) { ["PGAPPNAME"] = run };
        await using var pgbench = await ChildProcess.StartAsync(Pgbench, ["-n", "-M", mode, "-c", "4", "-j", "2", "-T", "6", "-f", folder.File("script.sql"), "-l", "--log-prefix", folder.File("log")], environment, folder.Path);
        var delivered = new List<int>();
        var asking = AskAsync(stack, run, delivered);
        // Both clients are in the middle of it: pgbench has connected, run, and written the first of its log.
        await Until.HoldsAsync(() => delivered.Count > 300 && Directory.GetFiles(folder.Path, "log*").Any(f => new FileInfo(f).Length > 0));

        if (killed == "agent")
        {
            await stack.Agent.KillAsync();
            await asking;
            await pgbench.ExitAsync(TimeSpan.FromSeconds(30));
            await stack.StartAgentAsync();
        }
        else
        {
            await stack.Console.KillAsync();
            Assert.Equal(0, await pgbench.ExitAsync(TimeSpan.FromSeconds(60)));
            await asking;
            await stack.StartConsoleAsync();
        }
        await stack.AgentIsAsync("online");

        var logged = Directory.GetFiles(folder.Path, "log*").Sum(f => File.ReadLines(f).Count());
        Assert.True(logged > 100, $"pgbench logged {logged}: {pgbench.Output}");
        var recorded = await RecordedAsync(stack, run);
        Assert.True(recorded.Results >= logged + delivered.Count, $"{logged + delivered.Count} delivered, {recorded.Results} recorded");
        Assert.Equal(recorded.Sequences, recorded.DistinctSequences);
        foreach (var n in delivered) Assert.Contains($"asked {n} of {run}", recorded.Texts);
    }

    /// <summary>One statement after the other; each answer that came is noted.</summary>
    static async Task AskAsync(HoopLikeStack stack, string run, List<int> delivered)
    {
        try
        {
            await using var connection = await stack.Plan.Workshop.OpenAsync(Caller.Doomed);
            for (var n = 0; n < 2000; n++)
            {
                await connection.AskAsync($"select {n} /* asked {n} of {run} */");
                delivered.Add(n);
            }
        }
        catch (NpgsqlException)
        {
            // The agent is gone: what came until here must be recorded.
        }
    }

    static async Task<(int Results, int Sequences, int DistinctSequences, HashSet<string> Texts)> RecordedAsync(HoopLikeStack stack, string run)
    {
        using var api = stack.Api(Caller.Auditor);
        var sessions = await Until.SomeAsync(async () =>
        {
            var found = await api.ListAsync($"sessions?identity=doomed&connection=workshop&q={run}");
            return found.Count >= 5 && found.All(s => s["endedAt"] is not null) ? found : null;
        }, TimeSpan.FromSeconds(60), "five sessions, recorded to their ends");
        var (results, sequences, distinct, texts) = (0, 0, 0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var session in sessions)
        {
            var events = await Events.OfAsync(api, (string)session["id"]!);
            results += events.Of("result").Count();
            sequences += events.All.Count;
            distinct += events.All.Select(e => (long)e["sequence"]!).Distinct().Count();
            foreach (var operation in events.Of("operation"))
                if (operation["text"]?.ToString() is { } text && text.Contains("asked", StringComparison.Ordinal)) texts.Add(text[(text.IndexOf("/* ", StringComparison.Ordinal) + 3)..^3]);
        }
        return (results, sequences, distinct, texts);
    }
}
