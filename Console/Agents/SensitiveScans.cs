using System.Collections.Concurrent;
using HoopLike.Console.Audit;
using HoopLike.Console.Live;
using HoopLike.Console.Masking;

namespace HoopLike.Console.Agents;

/// <summary>A scan under way, or the last one where it failed.</summary>
/// <param name="Problem">Why it failed; null while it runs.</param>
public sealed record ScanRun(string By, int Done, int Total, string? Problem);

/// <summary>Scans targets for columns that should be masked. A scan goes on when the page that began it is left.</summary>
public sealed partial class SensitiveScans(AgentQuestions questions, SensitiveColumns columns, LiveFeed live, IHostApplicationLifetime lifetime, ILogger<SensitiveScans> logger)
{
    private readonly ConcurrentDictionary<string, ScanRun> runs = new(StringComparer.Ordinal);

    /// <summary>Null when none runs and the last one went well.</summary>
    public ScanRun? Of(string connection) => runs.GetValueOrDefault(connection);

    /// <summary>Begins one; does nothing while one runs already. The task ends with the scan and never fails.</summary>
    public Task StartAsync(string connection, Actor actor)
    {
        var begun = new ScanRun(actor.Name, 0, 0, null);
        var now = runs.AddOrUpdate(connection, begun, (_, known) => known.Problem is null ? known : begun);
        if (!ReferenceEquals(now, begun)) return Task.CompletedTask;
        live.Publish(LiveTopics.Coverage, connection);
        return Task.Run(() => RunAsync(connection, actor, lifetime.ApplicationStopping));
    }

    private async Task RunAsync(string connection, Actor actor, CancellationToken stop)
    {
        try
        {
            var answer = await questions.ScanAsync(connection, actor, new Reporter(this, connection, actor.Name), stop);
            if (answer.Value is not { } found)
            {
                Fail(connection, actor, answer.Problem ?? "The scan gave no answer.");
                return;
            }
            await columns.StoreAsync(connection, found.Findings, Summary(found), actor, stop);
            runs.TryRemove(connection, out _);
            live.Publish(LiveTopics.Coverage, connection);
        }
        catch (Exception e)
        {
            // A background task: what went wrong is on the page and in the log.
            LogFailed(logger, connection, e);
            Fail(connection, actor, "The scan failed; the console's log says why.");
        }
    }

    private void Fail(string connection, Actor actor, string problem) => Put(connection, new ScanRun(actor.Name, 0, 0, problem));

    private void Put(string connection, ScanRun run)
    {
        runs[connection] = run;
        live.Publish(LiveTopics.Coverage, connection);
    }

    private static string Summary(ScanResult found)
    {
        var words = $"{Count(found.Tables, "table")} searched, {Count(found.Findings.Length, "column")} that {(found.Findings.Length == 1 ? "looks" : "look")} sensitive.";
        if (found.Unread.IsEmpty) return words;
        var first = string.Join("; ", found.Unread.Take(5).Select(u => $"{u.Table.Schema}.{u.Table.Table}: {u.Why}"));
        return $"{words} Of {Count(found.Unread.Length, "table")} only the names were looked at: {first}{(found.Unread.Length > 5 ? "; …" : "")}.";
    }

    private static string Count(int number, string word) => $"{number} {word}{(number == 1 ? "" : "s")}";

    [LoggerMessage(EventId = 12012, Level = LogLevel.Warning, Message = "The scan of {Connection} failed.")]
    private static partial void LogFailed(ILogger logger, string connection, Exception exception);

    /// <summary>At once, in order: a part that is told late must not overtake the end.</summary>
    private sealed class Reporter(SensitiveScans scans, string connection, string by) : IProgress<ScanProgress>
    {
        public void Report(ScanProgress value)
        {
            scans.Put(connection, new ScanRun(by, value.Done, value.Total, null));
        }
    }
}
