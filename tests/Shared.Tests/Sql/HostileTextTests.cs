using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class HostileTextTests
{
    static readonly string[] pieces =
    [
        "select ", "delete ", "from ", "t ", "(", ")", "'", "''", "\"", "$$", "$a$", "--", "\n", "/*", "*/", ";", ",", "::", "U&'", "E'\\", "with x as (", "insert into ", "values", "set (a, b) = ", "1", "$1", "\0", "é", "=",
        "case when ", "end ", "returning * ", "copy ", "explain ", "analyze ", "prepare p as ", "update ", "where ", "\\", "\u0001", "[", "]", ".", "*",
    ];

    [Fact]
    public void Random_bytes_are_read_or_opaque_and_never_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsReadOrOpaque(bytes ?? [])).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_pieces_of_sql_are_read_or_opaque_and_never_throw() =>
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(p => Encoding.UTF8.GetBytes(string.Concat(p))).ToArbitrary(), IsReadOrOpaque)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Parentheses_alone_are_no_depth() =>
        Assert.Equal(SqlKinds.Select, new SqlAnalyzer().Analyze("select " + new string('(', 2_000) + "1" + new string(')', 2_000)).Kinds);

    [Theory]
    [InlineData("select ", "(", "1", ")", 2_000)]
    [InlineData("select ", "(", "1", ")", 5_000)]
    [InlineData("select ", "(", "1", ")", 100_000)]
    [InlineData("select ", "not ", "true", "", 5_000)]
    [InlineData("select 1", "+1", "", "", 100_000)]
    [InlineData("select 1", "+1", "", "", 450_000)]
    [InlineData("select a", " isnull", "", "", 100_000)]
    [InlineData("select 1", "::int", "", "", 100_000)]
    [InlineData("select 1", " union select 1", "", "", 50_000)]
    [InlineData("select 1", " union select 1", "", "", 4_000)]
    [InlineData("select 1", "+1", "", "", 3_000)]
    [InlineData("select 1 from a", " cross join a", "", "", 4_000)]
    [InlineData("select 1 from a", " cross join a", "", "", 60_000)]
    [InlineData("select a", "[1]", "", "", 100_000)]
    [InlineData("", "select (", "1", ")", 1_500)]
    [InlineData("", "explain ", "select 1", "", 1_000)]
    [InlineData("", "with x as (", "select 1", ") select 1", 800)]
    public void Deep_nesting_is_read_or_opaque(string start, string open, string middle, string close, int times) =>
        Assert.True(IsReadOrOpaque(Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(open, times)) + middle + string.Concat(Enumerable.Repeat(close, times)))));

    /// <summary>Each of these wraps what stands before it once more. Were the depth guessed too low, they would be refused; were it believed, the parser would run over its stack.</summary>
    [Theory]
    [InlineData("select a", " + b")]
    [InlineData("select a", " isnull")]
    [InlineData("select a", "::int")]
    [InlineData("select a", " collate \"C\"")]
    [InlineData("select a", " between 1 and 2 is null")]
    [InlineData("select a", " between 1 and 2 or true is null")]
    [InlineData("select a", " in (1, 2)")]
    [InlineData("select a", " at time zone b")]
    [InlineData("select a", " and b or c")]
    [InlineData("select a, b", " union select a or b, c and d")]
    [InlineData("select a, b", " union all values (1, 2)")]
    [InlineData("select 1 from a", " join b on c or d and e")]
    [InlineData("select 1 from a", " cross join b, c")]
    [InlineData("select 1 from a", " natural left join (b cross join c)")]
    [InlineData("select ", "case when a or b, c then ")]
    [InlineData("select ", "not ")]
    [InlineData("select ", "- ")]
    [InlineData("select ", "f(a, b or c, ")]
    [InlineData("select ", "array[a, ")]
    [InlineData("select a", ".b[1]")]
    public void A_chain_of_600_is_read_where_it_parses(string start, string link)
    {
        var chain = string.Concat(Enumerable.Repeat(link, 600));
        string[] tries = [start + chain, start + chain + "1", start + chain.Replace(", c then", " then", StringComparison.Ordinal) + "1" + string.Concat(Enumerable.Repeat(" end", 600)), start + chain + "1" + string.Concat(Enumerable.Repeat(")", 600)), start + chain + "1" + string.Concat(Enumerable.Repeat("]", 600))];
        Assert.Contains(tries, sql => new SqlAnalyzer().Analyze(sql).Kinds == SqlKinds.Select);
    }

    [Fact]
    public void A_long_list_of_alternatives_is_read()
    {
        var analysis = new SqlAnalyzer().Analyze("delete from t where " + string.Join(" or ", Enumerable.Range(0, 100_000).Select(i => $"a = {i}")));
        Assert.Null(analysis.Error);
        Assert.Equal(SqlKinds.Delete, analysis.Kinds);
        Assert.False(analysis.Statements[0].WithoutWhere);
    }

    /// <summary>The parser repeats the right side of SET (a, b) = for each column; nested, that doubles at each level.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public void Assignments_that_would_blow_the_tree_up_are_opaque(int levels)
    {
        var sql = string.Concat(Enumerable.Repeat("update t set (a, b /* c */ ) /**/ = (with x as (", levels)) + "select 1" + string.Concat(Enumerable.Repeat(" returning 1) select 1, 2)", levels));
        Assert.Equal(SqlKinds.Opaque, new SqlAnalyzer().Analyze(sql).Kinds);
    }

    [Fact]
    public void Ordinary_assignments_of_several_columns_are_read() =>
        Assert.Equal("select update", Parsed.Kinds(Parsed.One("update t set (a, b) = (select 1, 2), (c, d, e) = (select 3, 4, 5) where (f, g) = (1, 2) or (f, g) = (3, 4)")));

    [Fact]
    public void A_text_over_the_limit_is_opaque()
    {
        var analyzer = new SqlAnalyzer();
        Assert.Equal(SqlKinds.Opaque, analyzer.Analyze(Encoding.UTF8.GetBytes("select " + new string(' ', SqlAnalyzer.TextLimit))).Kinds);
        Assert.Equal(SqlKinds.Opaque, analyzer.Analyze("select " + string.Join(',', Enumerable.Repeat("1", 600_000))).Kinds);
        Assert.Equal(SqlKinds.Select, analyzer.Analyze("select '" + new string('x', 8 * 1024 * 1024) + "'").Kinds);
    }

    /// <summary>A caller may be a thread with a small stack; what does not fit there is read on another.</summary>
    [Fact]
    public void A_small_stack_suffices()
    {
        SqlKinds kinds = default;
        var thread = new Thread(() =>
        {
            var analyzer = new SqlAnalyzer();
            foreach (var link in new[] { "+1", "::int", " isnull", " union select 1", "+(select 1)" })
                for (var times = 100; times <= 500; times += 10) kinds |= analyzer.Analyze("select 1" + string.Concat(Enumerable.Repeat(link, times))).Kinds;
        }, maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(SqlKinds.Select, kinds);
    }

    static bool IsReadOrOpaque(byte[] utf8)
    {
        var analysis = new SqlAnalyzer().Analyze(utf8);
        Assert.Equal(analysis.Error is null, analysis.Statements.Length == 0 || analysis.Statements[0].Kinds != SqlKinds.Opaque);
        Assert.All(analysis.Statements.Take(100), s => Assert.InRange(s.Offset + s.Length, s.Offset, utf8.Length));
        return true;
    }
}
