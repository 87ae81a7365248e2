using System.Collections.Immutable;
using Xunit;

namespace HoopLike.Agent.Tests.Recording;

public sealed class RecorderAllocationTests
{
    [Fact]
    public async Task An_operation_with_its_result_allocates_nothing()
    {
        // Above the count at which signatures, which do allocate, are due: on a pool thread, so not counted here.
        const int Operations = 3000;
        await using var spool = new SpoolUnderTest();
        var recorder = spool.Record();
        ImmutableArray<string> kinds = ["select"];
        ImmutableArray<string> tables = ["public.pgbench_accounts"];
        string[] names = ["abalance"];
        (uint, short)[] types = [(23, 1)];
        var row = Rows.Of([0, 0, 0, 7]);
        string?[] binds = ["4711"];
        Run(0);
        // A pool gives arrays to the thread that asks for them, so everything must run on this one; and a collection under way elsewhere may trim the pool, so the best of three counts.
        var allocated = Enumerable.Range(1, 3).Min(round => AllocatedIn(round * Operations));

        Assert.True(allocated < Operations, $"{allocated} bytes for {Operations} operations");

        long AllocatedIn(int from)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(from);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Run(int from)
        {
            for (var op = from; op < from + Operations; op++)
            {
                recorder.Operation(op, "SELECT abalance FROM pgbench_accounts WHERE aid = $1", binds, kinds, tables, "allow", "analysts", []);
                recorder.Result.Begin(op, 0, names, types, 65536);
                recorder.Result.Row(row, 0);
                recorder.Result.Complete("SELECT 1"u8, 50);
                var commit = recorder.CommitAsync(CancellationToken.None);
                Assert.True(commit.IsCompletedSuccessfully);
            }
        }
    }
}
