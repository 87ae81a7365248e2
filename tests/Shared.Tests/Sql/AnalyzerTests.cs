using System.Runtime.CompilerServices;
using System.Text;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class AnalyzerTests
{
    [Fact]
    public void The_parser_library_is_there() => Assert.Null(SqlAnalyzer.MissingLibrary);

    [Fact]
    public void A_text_seen_before_is_not_read_again()
    {
        var analyzer = new SqlAnalyzer();
        var first = analyzer.Analyze("select 1");
        Assert.Same(first, analyzer.Analyze("select 1"));
        Assert.NotSame(first, analyzer.Analyze("select 2"));
        Assert.NotSame(first, analyzer.Analyze("select 1 "));
    }

    [Fact]
    public void Finding_a_text_takes_no_memory()
    {
        var analyzer = new SqlAnalyzer();
        var text = Encoding.UTF8.GetBytes("select email from customers where id = $1");
        analyzer.Analyze(text);
        analyzer.Analyze(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) analyzer.Analyze(text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_is_used_again_outlives_what_is_not_and_the_bound_holds()
    {
        var analyzer = new SqlAnalyzer(cacheBytes: 64 * 1024);
        var kept = analyzer.Analyze("select 'kept'");
        var first = Remember(analyzer, "select 'x', 0");
        for (var i = 1; i < 2000; i++)
        {
            analyzer.Analyze($"select 'x', {i}");
            Assert.Same(kept, analyzer.Analyze("select 'kept'"));
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(first.IsAlive);
    }

    [Fact]
    public void One_large_text_does_not_push_the_others_out()
    {
        var analyzer = new SqlAnalyzer(cacheBytes: 64 * 1024);
        var kept = analyzer.Analyze("select 'kept'");
        for (var i = 0; i < 10; i++) analyzer.Analyze($"select '{new string('x', 100_000)}', {i}");
        Assert.Same(kept, analyzer.Analyze("select 'kept'"));
    }

    [Fact]
    public async Task Many_threads_read_the_same_as_one()
    {
        var texts = Enumerable.Range(0, 200).Select(i => i % 10 == 0 ? $"selec {i}" : $"with x as (delete from t{i} returning a{i}) select f{i}(b) from u{i} where c = 'v{i}'").ToArray();
        var expected = texts.Select(t => Describe(new SqlAnalyzer().Analyze(t))).ToArray();
        var analyzer = new SqlAnalyzer(cacheBytes: 32 * 1024);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                var n = ((i * 7) + (worker * 13)) % texts.Length;
                Assert.Equal(expected[n], Describe(analyzer.Analyze(texts[n])));
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    static string Describe(SqlAnalysis a) =>
        string.Join(';', a.Statements.Select(s => $"{Parsed.Kinds(s)} {Parsed.Tables(s)} {Parsed.Functions(s)} {Parsed.Columns(s)}")) + a.Redacted + a.Error;

    /// <summary>In a method of its own, so that nothing on the stack holds the analysis.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference Remember(SqlAnalyzer analyzer, string sql) => new(analyzer.Analyze(sql));
}
