using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Statements;

/// <summary>Read by the real parser: which statements touch masked columns, and what that means for what they compute.</summary>
public sealed class ReachTests
{
    private static readonly SqlAnalyzer analyzer = new();

    private static StatementMasking Statement(string sql, params MaskingRuleConfig[] rules) => Shop.Masking(rules.Length == 0 ? [Shop.Pii] : rules).For(analyzer.Analyze(sql));

    [Theory]
    [InlineData("select lower(email) from customers")]
    [InlineData("select 1 from Customers")]
    [InlineData("select count(*) from other.customers")]
    [InlineData("select 1 from customers_eu")]
    [InlineData("select 1 from customer_mails")]
    [InlineData("select 1 from mails_again")]
    [InlineData("with c as (select * from customers) select 1 from c")]
    [InlineData("explain analyze select 1 from customers")]
    [InlineData("delete from customers returning id")]
    [InlineData("declare c cursor for select email from customers")]
    [InlineData("prepare p as select email from customers")]
    [InlineData("select 1; select 2 from customers")]
    public void Naming_a_masked_relation_touches_it(string sql) => Assert.True(Statement(sql).TouchesMasked);

    [Theory]
    [InlineData("select loyalty(3)")]
    [InlineData("select public.lower('x')")]
    [InlineData("select nosuch(3)")]
    [InlineData("select pg_catalog.query_to_xml('select 1', true, true, '')")]
    [InlineData("select pg_stat_get_activity(null)")]
    [InlineData("select note ~~~ 'x' from orders")]
    [InlineData("select o.loyalty from orders o")]
    [InlineData("select ('/etc/passwd'::text).pg_read_file")]
    [InlineData("do $$ begin end $$")]
    [InlineData("execute p")]
    [InlineData("fetch all from c")]
    [InlineData("call refresh()")]
    [InlineData("select * from brand_new")]
    [InlineData("select * from pg_stats")]
    [InlineData("select * from pg_stat_activity")]
    [InlineData("select chunk_data from pg_toast.pg_toast_20001")]
    [InlineData("selct 1")]
    public void What_may_read_anything_touches_everything(string sql) => Assert.True(Statement(sql).TouchesMasked);

    [Theory]
    [InlineData("")]
    [InlineData("select lower(note), count(*) from orders group by 1")]
    [InlineData("select relname from pg_class")]
    [InlineData("select * from customer_names")]
    [InlineData("select pg_catalog.now()")]
    [InlineData("with customers as (select 1 as x) select x from customers")]
    [InlineData("insert into orders (note) values ('x') returning id")]
    [InlineData("create table brand_new (id int)")]
    [InlineData("begin")]
    [InlineData("set application_name = 'x'")]
    [InlineData("show all")]
    [InlineData("declare c cursor for select note from orders")]
    public void Other_statements_do_not(string sql) => Assert.False(Statement(sql).TouchesMasked);

    [Theory]
    [InlineData("select lower(email) from customers")]
    [InlineData("do $$ begin end $$")]
    public void Without_column_rules_nothing_touches(string sql)
    {
        Assert.False(Statement(sql, Shop.Everywhere).TouchesMasked);
        Assert.False(Shop.Masking(Shop.Everywhere).For(null).TouchesMasked);
    }

    [Fact]
    public void What_a_touching_statement_computes_is_masked_whole_and_what_another_computes_is_searched()
    {
        var touching = Statement("select lower(email), id from customers", Shop.Pii, Shop.Everywhere);
        Assert.Equal("[redacted]", touching.Column(0, 0).Apply("a"));
        Assert.Null(touching.Column(0, 0, Shop.Int4).Apply("7"));
        Assert.Equal("7", touching.Column(Shop.Customers, 1, Shop.Int4).Apply("7"));
        var other = Statement("select lower(note) from orders", Shop.Pii, Shop.Everywhere);
        Assert.Equal("to [redacted]", other.Column(0, 0).Apply("to ada@example.com"));
        Assert.Equal("plain", other.Column(0, 0).Apply("plain"));
    }

    [Fact]
    public void The_text_that_others_may_see_has_no_values_of_a_touching_statement_and_no_findings_of_another()
    {
        Assert.DoesNotContain("plain", Statement("select * from customers where name = 'plain'").SafeText, StringComparison.Ordinal);
        Assert.Equal("select * from orders where note = 'plain'", Statement("select * from orders where note = 'plain'", Shop.Pii, Shop.Everywhere).SafeText);
        Assert.Equal("select * from orders where note = '[redacted]'", Statement("select * from orders where note = 'ada@example.com'", Shop.Pii, Shop.Everywhere).SafeText);
        Assert.Equal("(unknown prepared statement or cursor)", Shop.Masking(Shop.Pii).For(null).SafeText);
    }

    [Fact]
    public void What_is_unknown_touches_everything_and_is_not_refused()
    {
        var unknown = Shop.Masking(Shop.Pii).For(null);
        Assert.True(unknown.TouchesMasked);
        Assert.Null(unknown.Refusal);
    }

    [Fact]
    public void A_statement_seen_before_costs_no_memory()
    {
        var masking = Shop.Masking(Shop.Pii, Shop.Everywhere);
        var analysis = analyzer.Analyze("select email from customers");
        var first = masking.For(analysis);
        Assert.Same(first, Shop.Masking(Shop.Pii).For(analysis) is { } other && ReferenceEquals(other, first) ? null : first);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Assert.Same(first, masking.For(analysis));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Sessions_under_the_same_rules_share_what_was_worked_out()
    {
        var snapshot = Shop.Snapshot(Shop.Pii);
        var analysis = analyzer.Analyze("select email from customers");
        var one = new SessionMasking(snapshot, Shop.Connection, Shop.Analyst, Shop.Catalogue);
        var two = new SessionMasking(snapshot, Shop.Connection, Shop.Analyst with { Name = "bob" }, Shop.Catalogue);
        Assert.Same(one.For(analysis), two.For(analysis));
        var elsewhere = new SessionMasking(snapshot, Shop.Connection with { Name = "warehouse" }, Shop.Analyst, Shop.Catalogue);
        Assert.NotSame(one.For(analysis), elsewhere.For(analysis));
    }
}
