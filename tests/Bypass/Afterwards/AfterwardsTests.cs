using System.Text;
using HoopLike.Bypass.Tests.Attempts;
using HoopLike.Bypass.Tests.Honest;
using HoopLike.Bypass.Tests.Leaks;
using HoopLike.Bypass.Tests.Target;
using HoopLike.EndToEnd.Tests.Fixtures;
using Xunit;

namespace HoopLike.Bypass.Tests.Afterwards;

/// <summary>What all the attempts have left behind: in recordings, in the agent's spool, in the console's store, in logs and in tickets.</summary>
public sealed class AfterwardsTests
{
    [Fact]
    public async Task No_recording_of_an_attempt_that_was_stopped_holds_a_planted_value()
    {
        await AttemptSuite.AllAsync();
        await HonestSuite.AllAsync();
        var stack = await BypassStack.GetAsync();
        using var api = stack.Api(Caller.Auditor);
        var found = new List<string>();
        await foreach (var id in SessionsAsync(api))
        {
            var events = await api.TextAsync($"sessions/{id}/events");
            var attempt = (string?)Events.Parse(events).Of("opened").Single()["applicationName"];
            if (attempt is null || Known.Reasons.ContainsKey(attempt)) continue;
            if (LeakScan.FindLong(events) is { } leak) found.Add($"{attempt}: {leak}\n{events}");
        }

        Assert.True(found.Count == 0, string.Join("\n\n", found.Take(10)));
    }

    [Fact]
    public async Task Logs_tickets_and_answers_hold_no_planted_value()
    {
        await AttemptSuite.AllAsync();
        await HonestSuite.AllAsync();
        var stack = await BypassStack.GetAsync();
        using var admin = stack.Api(Caller.Admin);

        foreach (var call in new[] { "approvals", "audit", "agents", "connections", "config" }) Assert.Null(LeakScan.FindLong(await admin.TextAsync(call)));
        Assert.Null(LeakScan.FindLong(stack.Product.Logs));
    }

    /// <summary>Files hold every session's events, those of attempts that get through among them: they are searched when there are none.</summary>
    [Fact]
    public async Task Spool_store_and_recordings_hold_no_planted_value_on_disk()
    {
        await AttemptSuite.AllAsync();
        await HonestSuite.AllAsync();
        var stack = await BypassStack.GetAsync();
        var files = new[] { stack.Product.ConsoleData, stack.Product.AgentData }.SelectMany(d => Directory.GetFiles(d, "*", SearchOption.AllDirectories)).ToList();
        Assert.NotEmpty(files);
        if (Known.Reasons.Count > 0) files.RemoveAll(f => f.Contains("recordings", StringComparison.Ordinal) || f.Contains("spool", StringComparison.Ordinal) || f.Contains(".db", StringComparison.Ordinal));

        foreach (var file in files)
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            Assert.True(LeakScan.FindLong(await reader.ReadToEndAsync()) is null, file);
        }
    }

    /// <summary>All sessions, once they are recorded to their end.</summary>
    static async IAsyncEnumerable<string> SessionsAsync(ApiClient api)
    {
        await Until.HoldsAsync(async () => (await api.ListAsync("sessions?live=true")).Count == 0, TimeSpan.FromMinutes(1), "every recording is closed");
        string? cursor = null;
        do
        {
            var page = await api.GetAsync($"sessions?limit=200{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
            foreach (var session in page["items"]!.AsArray()) yield return (string)session!["id"]!;
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
    }
}
