using System.Text;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Tokens;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class NumberlessTextTests
{
    [Theory]
    [InlineData("SELECT abalance FROM pgbench_accounts WHERE aid = 4711;", "SELECT abalance FROM pgbench_accounts WHERE aid = 0;")]
    [InlineData("update t1 set a2 = 17 where id in (1, 22,333)", "update t1 set a2 = 0 where id in (0, 0,0)")]
    [InlineData("select 1", "select 0")]
    public void Numbers_are_taken_out_and_names_stay(string text, string expected) => Assert.Equal(expected, Without(text));

    [Theory]
    [InlineData("select a from t order by 1")]
    [InlineData("select a, count(*) from t group BY 2")]
    [InlineData("select 'x' from t where id = 1")]
    [InlineData("select \"b\" from t where id = 1")]
    [InlineData("select a from t where id = $1")]
    [InlineData("select a from t where id = 1 -- and more")]
    [InlineData("select a from t where id = 1.5")]
    [InlineData("select a from t where id = 1e5")]
    [InlineData("select a from t where id = 12345678901")]
    [InlineData("selected 1")]
    [InlineData("set x = 1")]
    [InlineData("select a from t where ä = 1")]
    public void What_is_not_plain_is_left_alone(string text) => Assert.Null(Without(text));

    [Theory]
    [InlineData("SELECT abalance FROM pgbench_accounts WHERE aid = {0};")]
    [InlineData("select c.email, count(*) from public.customers c join orders o on o.customer = c.id where c.id > {0} and o.id < {1} limit {0}")]
    [InlineData("update orders set total = {0} where id = {1}")]
    [InlineData("update orders set total = {0}")]
    [InlineData("delete from orders where {0} = {1}")]
    [InlineData("insert into orders (id, total) values ({0}, {1}), ({1}, {0})")]
    [InlineData("  \n select {0}")]
    [InlineData("select {0} from t where f({1}) = (select max(x) from u where y = {0}) ;  ")]
    public void A_text_known_by_another_number_reads_as_if_it_were_parsed(string pattern)
    {
        var analyzer = new SqlAnalyzer();
        _ = analyzer.Analyze(string.Format(pattern, 7, 8));
        foreach (var (a, b) in new[] { (1, 2), (123456789, 0), (42, 424242) })
        {
            var text = string.Format(pattern, a, b);
            var known = analyzer.Analyze(text);
            var parsed = new SqlAnalyzer().Analyze(text);
            Assert.Equal(text, known.Text);
            Assert.Equal((parsed.Redacted, parsed.Error, parsed.Kinds), (known.Redacted, known.Error, known.Kinds));
            Assert.Equal(parsed.TableNames.AsEnumerable(), known.TableNames.AsEnumerable());
            Assert.Equal(parsed.KindWords.AsEnumerable(), known.KindWords.AsEnumerable());
            Assert.Equal(Described(parsed), Described(known));
        }
    }

    [Fact]
    public void Texts_that_differ_in_numbers_share_what_the_rules_say_and_keep_their_own_numbers()
    {
        var analyzer = new SqlAnalyzer();
        var first = analyzer.Analyze("delete from orders where id = 1");
        var second = analyzer.Analyze("delete from orders where id = 234");
        Assert.Same(first, first.Pattern);
        Assert.Same(first, second.Pattern);
        Assert.Equal("delete from orders where id = 234", new OneText(first.Text).SafeTextOf(second));
        Assert.Equal(second.Redacted, new OneText(first.Redacted).SafeTextOf(second));
    }

    private static string Described(SqlAnalysis analysis) => System.Text.Json.JsonSerializer.Serialize(analysis.Statements);

    private sealed class OneText(string safe) : StatementMasking
    {
        public override bool TouchesMasked => false;

        public override string? Refusal => null;

        public override string? RefusalRule => null;

        public override string SafeText => safe;

        public override ResultMask PlanResult(int index, ReadOnlySpan<ResultColumn> columns, TokenKey? tokens = null) => new(new ValueMask?[columns.Length]);

        public override CopyMask? PlanCopy(int index, bool isBinary, int columnCount, TokenKey? tokens = null) => null;

        public override bool TryMaskMessage(byte field, ReadOnlySpan<byte> value, System.Buffers.IBufferWriter<byte> output) => false;
    }

    private static string? Without(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var without = new byte[utf8.Length];
        return NumberlessText.TryWrite(utf8, without, out var length) ? Encoding.UTF8.GetString(without, 0, length) : null;
    }
}
