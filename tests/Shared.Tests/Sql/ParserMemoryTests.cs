using System.Runtime.InteropServices;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Sql;

/// <summary>Alone, because it counts what the whole process allocates.</summary>
[CollectionDefinition(nameof(ParserMemoryTests), DisableParallelization = true)]
[Collection(nameof(ParserMemoryTests))]
public sealed class ParserMemoryTests
{
    const int Threads = 500;

    /// <summary>The parser keeps memory for each thread, 8 KiB and more; it goes with the thread.</summary>
    [Fact]
    public void Threads_that_end_leave_nothing_behind()
    {
        Run(Threads);
        var before = AllocatedBytes();
        Run(Threads);
        Assert.InRange(AllocatedBytes() - before, long.MinValue, Threads * 2048L);
    }

    [Fact]
    public void Texts_leave_nothing_behind()
    {
        var analyzer = new SqlAnalyzer(0);
        void Round()
        {
            for (var i = 0; i < 2000; i++) analyzer.Analyze(i % 2 == 0 ? "select a, b, c from t where d = 1 and e in (1, 2, 3)" : "selec 'x");
        }

        Round();
        var before = AllocatedBytes();
        Round();
        Assert.InRange(AllocatedBytes() - before, long.MinValue, 2000L * 64);
    }

    static void Run(int threads)
    {
        for (var i = 0; i < threads; i++)
        {
            var thread = new Thread(() => new SqlAnalyzer(0).Analyze("select a, b, c from t where d = 1 and e in (1, 2, 3)"));
            thread.Start();
            thread.Join();
        }
    }

    /// <summary>What malloc has given out, in all arenas, after the runtime has let go of ended threads.</summary>
    static long AllocatedBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return (long)mallinfo2().InUse;
    }

    [DllImport("libc.so.6", CallingConvention = CallingConvention.Cdecl)]
    static extern MallocInfo mallinfo2();

    [StructLayout(LayoutKind.Sequential)]
    struct MallocInfo
    {
        public nuint Arena, FreeChunks, FastChunks, MappedRegions, MappedBytes, Unused, FastBytes, InUse, Free, Releasable;
    }
}
