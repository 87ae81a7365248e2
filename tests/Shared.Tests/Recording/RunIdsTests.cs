using HoopLike.Shared.Recording;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Recording;

public sealed class RunIdsTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = $"00-{Trace}-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(Parent, true)]
    [InlineData($"shop {Parent}", true)]
    [InlineData($"cc-{Trace}-00f067aa0ba902b7-01-what-the-future-will-be", true)]
    [InlineData($"ff-{Trace}-00f067aa0ba902b7-01", false)]
    [InlineData($"00-{Trace}-0000000000000000-01", false)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData($"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false)]
    [InlineData($"1200-{Trace}-00f067aa0ba902b7-01", false)]
    [InlineData($"00-{Trace}-00f067aa0ba902b7-012", false)]
    [InlineData("psql", false)]
    [InlineData(null, false)]
    public void A_traceparent_is_found_where_there_is_one(string? text, bool isThere) => Assert.Equal(isThere ? new RunIds(Trace, "00f067aa0ba902b7") : null, RunIds.Find(text));

    [Theory]
    [InlineData($"select 1 /*traceparent='{Parent}'*/", true)]
    [InlineData($"select 1 /*action='x',traceparent='{Parent}',tracestate='a%3Db'*/", true)]
    [InlineData($"/*traceparent='{Parent}'*/ select 1", true)]
    [InlineData($"select '/*traceparent=''{Parent}''*/'", false)]
    [InlineData($"select 1 -- traceparent='{Parent}'", false)]
    [InlineData($"select 1 /* {Parent} */", false)]
    [InlineData($"select 'open /*traceparent='{Parent}'*/", false)]
    [InlineData("select 1", false)]
    [InlineData(null, false)]
    public void A_statement_carries_its_trace_in_a_comment(string? sql, bool isThere) => Assert.Equal(isThere ? Trace : null, SqlRun.Of(sql)?.Trace);

    [Theory]
    [InlineData("a.b_c:d~e-1", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a@b", false)]
    [InlineData("a\n", false)]
    [InlineData("é", false)]
    public void An_id_has_few_kinds_of_characters(string text, bool isId) => Assert.Equal(isId, RunIds.IsId(text));

    [Fact]
    public void A_run_is_listed_by_the_nearest_id_that_is_known()
    {
        Assert.Equal(("r", "run"), (new RunIds(Trace, null, "r", "t").Key, new RunIds(Trace, null, "r", "t").Kind));
        Assert.Equal(("t", "thread"), (new RunIds(Trace, null, null, "t").Key, new RunIds(Trace, null, null, "t").Kind));
        Assert.Equal((Trace, "trace"), (new RunIds(Trace).Key, new RunIds(Trace).Kind));
        Assert.False(RunIds.IsId(new string('a', RunIds.Longest + 1)));
    }
}
