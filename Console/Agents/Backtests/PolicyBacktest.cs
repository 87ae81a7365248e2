using System.Collections.Immutable;
using HoopLike.Console.Data;

namespace HoopLike.Console.Agents.Backtests;

/// <summary>Asks recorded operations again, of rules that are not in force: by the code that agents decide with, at each operation's own time, with the groups that were recorded.</summary>
public sealed class PolicyBacktest(ConsoleDbFactory databases, SnapshotSource source, TimeProvider time) : IDisposable
{
    /// <summary>Runs at a time in this process: each takes a core while it runs, and the console has other work.</summary>
    public const int MostAtOnce = 2;

    /// <summary>The longest span that can be asked about: a year and a month.</summary>
    public static readonly TimeSpan LongestSpan = TimeSpan.FromDays(400);

    /// <summary>How long a run waits for those before it.</summary>
    private static readonly TimeSpan queueing = TimeSpan.FromSeconds(30);

    private const int TellEvery = 2000;

    private readonly SemaphoreSlim turns = new(MostAtOnce);

    public void Dispose() => turns.Dispose();

    /// <summary>The rules that are in force now.</summary>
    public async Task<BacktestRules> RulesAsync(CancellationToken cancellationToken)
    {
        var snapshot = (await source.CurrentAsync(cancellationToken)).Whole;
        return new BacktestRules(snapshot.Policies, snapshot.MaskingRules);
    }

    /// <summary>Looks through the span, from the newest session on.</summary>
    /// <param name="found">Told each change as it is found: the sessions newest first, and in each what concerns it as a whole and then the newest operation first.</param>
    /// <param name="progress">Told now and then.</param>
    /// <exception cref="BacktestBusyException">Others were running for too long.</exception>
    public async Task<BacktestReport> RunAsync(BacktestQuestion question, Func<ChangedOperation, ValueTask> found, Func<BacktestProgress, ValueTask>? progress, CancellationToken cancellationToken)
    {
        if (question.To <= question.From) throw new ArgumentException("The span has no length.", nameof(question));
        if (!await turns.WaitAsync(queueing, cancellationToken)) throw new BacktestBusyException();
        try
        {
            // Away from a page's own thread: the work between two reads of the store is long.
            return await Task.Run(() => SearchAsync(question, found, progress, cancellationToken), cancellationToken);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<BacktestReport> SearchAsync(BacktestQuestion question, Func<ChangedOperation, ValueTask> found, Func<BacktestProgress, ValueTask>? progress, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var recorded = new RecordedOperations(databases, question.From, question.To);
        var judge = new BacktestJudge(new RuleSides((await source.CurrentAsync(cancellationToken)).Whole, question.Draft), question.Baseline, await GrantsAsync(question, cancellationToken));
        var search = new BacktestSearch(question, judge, found);
        var expected = progress is null ? 0 : await recorded.ExpectAsync(cancellationToken);
        var told = 0L;
        await foreach (var stretch in recorded.ReadAsync(question.After, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(began) > question.Patience) return search.Cut(time.GetElapsedTime(began));
            if (!await search.TakeAsync(stretch, recorded, cancellationToken)) return search.Cut(time.GetElapsedTime(began));
            if (search.Tally.Operations < told + TellEvery) continue;
            told = search.Tally.Operations;
            if (progress is not null) await progress(new BacktestProgress(told, expected, search.Tally.Changed));
        }

        return search.Tally.Report(null, null, time.GetElapsedTime(began));
    }

    private async Task<OpenGrants> GrantsAsync(BacktestQuestion question, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await OpenGrants.ReadAsync(db, question.To, cancellationToken);
    }
}

/// <summary>As many backtests as may run at a time are running.</summary>
public sealed class BacktestBusyException() : Exception($"{PolicyBacktest.MostAtOnce} backtests are running on this console already; try again when they are done.");
