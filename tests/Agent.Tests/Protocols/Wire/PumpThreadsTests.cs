using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Wire;

public sealed class PumpThreadsTests
{
    [Fact]
    public async Task Work_runs_on_a_pump_thread_also_when_begun_on_one()
    {
        Assert.False(PumpThreads.IsCurrent);
        var threads = await PumpThreads.RunAsync(async () =>
        {
            var outer = Environment.CurrentManagedThreadId;
            var inner = PumpThreads.RunAsync(() => Task.FromResult((Environment.CurrentManagedThreadId, PumpThreads.IsCurrent)));

            // The outer thread is kept, so the inner work cannot have waited for it.
            inner.Wait();
            var (id, isPump) = await inner;
            return (IsOther: id != outer, isPump);
        }).WaitAsync(Some.Patience);
        Assert.Equal((true, true), threads);
    }

    [Fact]
    public async Task Switching_leads_to_a_pump_thread_and_costs_nothing_on_one()
    {
        await PumpThreads.Switch();
        Assert.True(PumpThreads.IsCurrent);
        var thread = Environment.CurrentManagedThreadId;
        await PumpThreads.Switch();
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task What_goes_wrong_comes_back_to_who_asked()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => PumpThreads.RunAsync<int>(static () => throw new InvalidOperationException("broken")));
        Assert.Equal(1, await PumpThreads.RunAsync(static () => Task.FromResult(1)));
    }

    [Fact]
    public async Task Ten_thousand_pieces_of_work_from_many_threads_are_all_done()
    {
        var done = 0;
        var finished = new TaskCompletionSource();
        Parallel.For(0, 10_000, _ => PumpThreads.Run(() =>
        {
            if (Interlocked.Increment(ref done) == 10_000) finished.SetResult();
        }));
        await finished.Task.WaitAsync(Some.Patience);
    }
}
