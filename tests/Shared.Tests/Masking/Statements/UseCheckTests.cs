using HoopLike.Shared.Masking;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Masking.Statements;

/// <summary>Read by the real parser: uses of masked columns that are refused.</summary>
public sealed class UseCheckTests
{
    private static readonly SqlAnalyzer analyzer = new();

    private static StatementMasking Statement(string sql, PredicateUse predicates = PredicateUse.Deny) => Shop.Masking(Shop.Pii with { Predicates = predicates }).For(analyzer.Analyze(sql));

    [Fact]
    public void A_refusal_says_column_table_and_rule()
    {
        var statement = Statement("select id from customers where email = 'ada@example.com'");
        Assert.Equal("column email of public.customers is masked by rule customer-pii and may not be used to choose, join, group or order rows", statement.Refusal);
        Assert.Equal("customer-pii", statement.RefusalRule);
    }

    [Theory]
    [InlineData("select id from customers c where c.email like 'a%'")]
    [InlineData("select id from Customers where \"email\" is null")]
    [InlineData("select count(*) from customers group by ssn")]
    [InlineData("select id from customers order by email")]
    [InlineData("select name, email from customers order by 2")]
    [InlineData("select distinct email from customers")]
    [InlineData("select 1 from orders o join customers c on c.email = o.note")]
    [InlineData("select 1 from people join customers using (email)")]
    [InlineData("select 1 from people natural join customers")]
    [InlineData("select case when email = 'x' then 1 end from customers")]
    [InlineData("select coalesce(email, 'x') from customers")]
    [InlineData("select count(*) filter (where email = 'x') from customers")]
    [InlineData("select rank() over (order by email) from customers")]
    [InlineData("select email from customers intersect select 'ada@example.com'")]
    [InlineData("select 'ada@example.com' in (select email from customers)")]
    [InlineData("select 1 from (select email as e from customers) s where s.e = 'x'")]
    [InlineData("with c as (select email as e from customers) select 1 from c where e = 'x'")]
    [InlineData("with c(e) as (select email from customers) select 1 from c where e = 'x'")]
    [InlineData("select 1 from customers c(a, b) where b = 'x'")]
    [InlineData("select 1 from (select note from orders union all select email from customers) s where s.note = 'x'")]
    [InlineData("select 1 from (select * from orders union all select *, 1 from customers) s where s.note = 'x'")]
    [InlineData("select 1 from (values ((select email from customers limit 1))) v where column1 = 'x'")]
    [InlineData("select 1 from customers c, lateral (select c.email as e) s where s.e = 'x'")]
    [InlineData("select 1 from customers c where c::text like '%ada%'")]
    [InlineData("select 1 from customers where customers.* is null")]
    [InlineData("select 1 from customers c, to_jsonb(c) j where j::text like '%ada%'")]
    [InlineData("select 1 from orders where exists (select 1 from customers where email = note)")]
    [InlineData("update orders set total = 0 from customers where email = note")]
    [InlineData("delete from customers where email = 'x'")]
    [InlineData("select 1 from customers_eu where email = 'x'")]
    [InlineData("select 1 from customer_mails where id = 3")]
    [InlineData("select 1 from mails_again where mail = 'x'")]
    [InlineData("select 1 from pg_stats where most_common_vals::text like '%ada%'")]
    [InlineData("do $$ begin perform 1 from customers where email = 'x'; end $$")]
    [InlineData("selct 1")]
    public void Choosing_rows_by_a_masked_column_is_refused(string sql)
    {
        Assert.NotNull(Statement(sql).Refusal);
        Assert.NotNull(Statement(sql, PredicateUse.Equality).Refusal);
        Assert.Null(Statement(sql, PredicateUse.Allow).Refusal);
    }

    [Theory]
    [InlineData("select * from customers where id = 7")]
    [InlineData("select email from customers where name = 'Ada' order by id limit 3")]
    [InlineData("select o.* from orders o join customers c on c.id = o.customer_id where o.note = 'x'")]
    [InlineData("select email from people where email = 'x'")]
    [InlineData("select 1 from customer_names where id = 3")]
    [InlineData("select 1 from pg_stats where tablename = 'orders'")]
    [InlineData("select count(*) from customers")]
    [InlineData("select lower(email) from customers")]
    [InlineData("insert into customers (email, ssn) values ('x', 'y')")]
    [InlineData("insert into customers (id, email) values (1, 'x') on conflict (id) do update set email = excluded.email")]
    [InlineData("insert into customers (email) values ('x') returning id, email")]
    [InlineData("update customers set email = 'x' where id = 7 returning *")]
    [InlineData("update customers set name = 'x', email = $1 where id = $2")]
    [InlineData("update orders set total = total + 1 from customers c where c.id = customer_id")]
    [InlineData("create view mails as select email from customers")]
    [InlineData("insert into orders (note) select name from customers where id = 3")]
    [InlineData("alter table customers add column phone text")]
    [InlineData("create index on customers (name)")]
    [InlineData("copy customers to stdout")]
    [InlineData("copy customers from stdin")]
    [InlineData("lock table customers")]
    [InlineData("truncate customers")]
    public void Other_uses_are_not_refused(string sql) => Assert.Null(Statement(sql).Refusal);

    [Theory]
    [InlineData("insert into orders (note) select email from customers")]
    [InlineData("insert into orders (note) select lower(c.email) from customers c")]
    [InlineData("insert into orders select * from customers")]
    [InlineData("insert into orders (note) select c::text from customers c")]
    [InlineData("insert into orders (note) values ((select email from customers limit 1))")]
    [InlineData("insert into orders (note) select e from (select email as e from customers) s")]
    [InlineData("with c as (select email as e from customers) insert into orders (note) select e from c")]
    [InlineData("with d as (delete from customers returning email as e) insert into orders (note) select e from d")]
    [InlineData("with u as (update customers set name = name returning id, email as e) update customers set name = u.e from u where u.id = customers.id")]
    [InlineData("create table copy as select email from customers")]
    [InlineData("create table copy as table customers")]
    [InlineData("select email into copy from customers")]
    [InlineData("select * into copy from customers c")]
    [InlineData("update customers set name = email")]
    [InlineData("update orders set note = c.email from customers c where c.id = customer_id")]
    [InlineData("update orders set (note, total) = (select email, 1 from customers limit 1)")]
    [InlineData("merge into orders o using customers c on c.id = o.customer_id when matched then update set note = c.email")]
    [InlineData("insert into orders (id, note) values (1, 'x') on conflict (id) do update set note = (select email from customers limit 1)")]
    [InlineData("insert into orders (note) select excluded.email from customers excluded")]
    [InlineData("insert into orders (note) select mail from customer_mails")]
    [InlineData("insert into orders (note) select c from (select 'x' as c union all select email from customers) s")]
    [InlineData("insert into orders (note) select column1 from (values ((select email from customers limit 1))) v")]
    [InlineData("create table copy as select most_common_vals::text from pg_stats")]
    [InlineData("explain analyze create table copy as select email from customers")]
    [InlineData("select set_config('my.mail', email, false) from customers")]
    [InlineData("select pg_notify('mails', email) from customers")]
    [InlineData("select (id::bigint).pg_advisory_lock from customers")]
    [InlineData("create view x as select query_to_xml('select * from customers', true, true, '')")]
    [InlineData("create materialized view x as select * from pg_stat_get_activity(null)")]
    [InlineData("copy customers to '/tmp/customers'")]
    [InlineData("copy (select email from customers) to program 'cat > /tmp/x'")]
    [InlineData("alter table customers rename column email to mail")]
    [InlineData("alter table customers rename to clients")]
    [InlineData("alter table customers set schema archive")]
    [InlineData("alter table customers detach partition customers_eu")]
    [InlineData("alter table customers add column copy text generated always as (email) stored")]
    public void Copying_a_masked_column_elsewhere_is_refused_whatever_predicates_say(string sql)
    {
        Assert.NotNull(Statement(sql, PredicateUse.Allow).Refusal);
        Assert.Equal("customer-pii", Statement(sql, PredicateUse.Allow).RefusalRule);
    }

    [Fact]
    public void Every_statement_of_a_text_is_checked() => Assert.NotNull(Statement("select 1; select 2; delete from customers where ssn = 'x'").Refusal);
}
