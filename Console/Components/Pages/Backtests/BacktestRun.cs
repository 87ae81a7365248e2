using System.Collections.Immutable;
using System.Diagnostics;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Configuration;

namespace HoopLike.Console.Components.Pages.Backtests;

/// <summary>A backtest that somebody watches: what is asked, how far it is, and what it found so far.</summary>
internal sealed class BacktestRun(PolicyBacktest backtest, Func<Task> changed) : IDisposable
{
    /// <summary>Changes that are shown at first, and with each "show more".</summary>
    public const int PageSize = 50;

    private static readonly TimeSpan redrawEvery = TimeSpan.FromMilliseconds(200);

    private readonly List<ChangedOperation> shown = [];
    private CancellationTokenSource? work;
    private BacktestQuestion? question;

    public bool IsRunning => work is not null;

    public BacktestProgress? Progress { get; private set; }

    public BacktestReport? Report { get; private set; }

    public ImmutableArray<ConfigMistake> Mistakes { get; private set; } = [];

    /// <summary>Why nothing was found out; null where something was.</summary>
    public string? Problem { get; private set; }

    public bool WasCancelled { get; private set; }

    public IReadOnlyList<ChangedOperation> Shown => shown;

    public BacktestPosition? Next { get; private set; }

    /// <summary>What was asked.</summary>
    public BacktestRules? Rules => question?.Draft;

    public async Task StartAsync(Func<CancellationToken, Task<BacktestDraft>> read, DateTimeOffset from, DateTimeOffset to, BacktestBaseline baseline)
    {
        if (IsRunning) return;
        shown.Clear();
        (Report, Progress, Problem, WasCancelled, Next, Mistakes, question) = (null, null, null, false, null, [], null);
        await WorkAsync(async stop =>
        {
            var draft = await read(stop);
            Mistakes = draft.Mistakes;
            if (draft.Rules is not { } rules) return;
            question = new BacktestQuestion(rules, from, to, baseline);
            var more = false;
            var drawn = Stopwatch.GetTimestamp();
            Report = await backtest.RunAsync(question, Keep, TellAsync, stop);
            Next = more ? shown[^1].Position : Report.Next;

            ValueTask Keep(ChangedOperation found)
            {
                if (shown.Count < PageSize) shown.Add(found);
                else more = true;
                return ValueTask.CompletedTask;
            }

            async ValueTask TellAsync(BacktestProgress progress)
            {
                Progress = progress;
                if (Stopwatch.GetElapsedTime(drawn) < redrawEvery) return;
                drawn = Stopwatch.GetTimestamp();
                await changed();
            }
        });
    }

    public Task MoreAsync() => Next is not { } after || question is not { } asked ? Task.CompletedTask : WorkAsync(async stop =>
    {
        var found = new List<ChangedOperation>();
        var report = await backtest.RunAsync(asked with { After = after, Limit = PageSize }, Keep, null, stop);
        shown.AddRange(found);
        Next = report.Next;

        ValueTask Keep(ChangedOperation change)
        {
            found.Add(change);
            return ValueTask.CompletedTask;
        }
    });

    public void Cancel() => work?.Cancel();

    public void Dispose()
    {
        work?.Cancel();
        work?.Dispose();
    }

    private async Task WorkAsync(Func<CancellationToken, Task> job)
    {
        if (IsRunning) return;
        var mine = work = new CancellationTokenSource();
        try
        {
            await job(mine.Token);
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            WasCancelled = true;
        }
        catch (BacktestBusyException e)
        {
            Problem = e.Message;
        }
        finally
        {
            work = null;
            mine.Dispose();
        }
    }
}
