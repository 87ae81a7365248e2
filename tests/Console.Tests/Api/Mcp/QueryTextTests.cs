using HoopLike.Console.Api.Mcp;
using Xunit;

namespace HoopLike.Console.Tests.Api.Mcp;

public sealed class QueryTextTests
{
    [Theory]
    [InlineData("select * from customers")]
    [InlineData("  -- what is there\n with a as (select 1) select * from a;")]
    [InlineData("values (1), (2)")]
    [InlineData("explain select 1")]
    [InlineData("EXPLAIN (analyze) select 1")]
    [InlineData("show server_version")]
    public void One_statement_that_reads_may_be_sent(string sql) => Assert.Null(QueryText.WhyRefused(sql));

    [Theory]
    [InlineData("delete from customers", "sql: is delete; only")]
    [InlineData("with a as (delete from b returning *) select * from a", "sql: is select and delete; only")]
    [InlineData("select 1; select 2", "sql: is 2 statements")]
    [InlineData("commit", "sql: is transaction; only")]
    [InlineData("set transaction read write", "sql: is ")]
    [InlineData("select set_config('transaction_read_only', 'off', true)", "sql: is select and set; only")]
    [InlineData("select 1 into a", "sql: is ")]
    [InlineData("explain analyze delete from customers", "sql: is ")]
    [InlineData("copy customers to stdout", "sql: is ")]
    [InlineData("do $$ begin end $$", "sql: is ")]
    [InlineData("checkpoint", "sql: is ")]
    [InlineData("selekt", "sql: cannot be parsed")]
    [InlineData("-- nothing", "sql: is 0 statements")]
    public void Anything_else_is_refused_in_words(string sql, string words) => Assert.StartsWith(words, QueryText.WhyRefused(sql), StringComparison.Ordinal);
}
