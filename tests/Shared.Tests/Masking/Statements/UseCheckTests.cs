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
        Assert.Equal("column email of public.customers is masked by rule customer-pii and may not be used to choose, join, group or order rows (WHERE)", statement.Refusal);
        Assert.Equal("Without email of public.customers in WHERE the statement is allowed; email of public.customers may be selected, and comes back masked.", statement.RefusalHint);
        Assert.Equal("customer-pii", statement.RefusalRule);
    }

    [Theory]
    [InlineData("select id from customers c where c.email like 'a%'")]
    [InlineData("select id from Customers where \"email\" > 'x'")]
    [InlineData("select id from customers where email > 'a'")]
    [InlineData("select id from anybody() where ssn like 'a%'")]
    [InlineData("select id from anybody() a order by a.ssn")]
    [InlineData("insert into accounts (ssn) select note from orders")]
    [InlineData("copy accounts (ssn) from stdin")]
    [InlineData("copy accounts from stdin")]
    [InlineData("select id from far_people where mail like 'a%'")]
    [InlineData("select id from customers where email <> 'a'")]
    [InlineData("select id from customers where lower(email) = 'a'")]
    [InlineData("select id from customers order by email")]
    [InlineData("select name, email from customers order by 2")]
    [InlineData("select 1 from orders o join customers c on c.email = o.note")]
    [InlineData("select g from generate_series(1, 9) g join customers on ssn = g::text")]
    [InlineData("select v.ssn from (values ('1'), ('2')) v(ssn) join customers using (ssn)")]
    [InlineData("select 1 from people join customers using (email)")]
    [InlineData("select 1 from people natural join customers")]
    [InlineData("select case when email = 'x' then 1 end from customers")]
    [InlineData("select nullif(email, 'x') from customers")]
    [InlineData("select count(*) filter (where email = 'x') from customers")]
    [InlineData("select rank() over (order by email) from customers")]
    [InlineData("select rank() over w from customers window w as (order by email)")]
    [InlineData("select string_agg(name, ',' order by email) from customers")]
    [InlineData("select email from customers intersect select 'ada@example.com'")]
    [InlineData("select 1 from (select * from orders union all select id, id, email, card, name from customers) s where s.note > 'x'")]
    [InlineData("select 1 from customers c where c::text like '%ada%'")]
    [InlineData("select 1 from customers where customers.* is null")]
    [InlineData("select 1 from customers c, to_jsonb(c) j where j::text like '%ada%'")]
    [InlineData("select 1 from customers c, generate_series(1, length(c.ssn))")]
    [InlineData("select 1 from orders where exists (select 1 from customers where email = note)")]
    [InlineData("select 1 from orders limit (select length(email) from customers limit 1)")]
    [InlineData("select 1 from (select email = 'x' as hit from customers) s where hit")]
    [InlineData("with recursive r(e) as (select email from customers union all select e || 'x' from r where e like 'a%') select 1 from r")]
    [InlineData("update orders set total = 0 from customers where email = note")]
    [InlineData("merge into orders o using customers c on c.email = o.note when matched then delete")]
    [InlineData("select 1 from pg_stats where most_common_vals::text like '%ada%'")]
    [InlineData("select ssn::int from customers")]
    [InlineData("select 1 / length(ssn) from customers")]
    [InlineData("select email like 'a\\' from customers")]
    [InlineData("select email ~ 'a' from customers")]
    [InlineData("select substr(name, 1, length(ssn) - 9) from customers")]
    [InlineData("select chr(ascii(ssn)) from customers")]
    [InlineData("select regexp_matches(ssn, '1') from customers")]
    [InlineData("select id from customers where peek(id) > '3'")]
    [InlineData("select id from orders order by peek(id)")]
    [InlineData("explain select 1 from customers where ssn > '1'")]
    [InlineData("prepare p as select 1 from customers where ssn > $1")]
    [InlineData("declare c cursor for select 1 from customers where ssn > '1'")]
    [InlineData("create view v as select 1 as one from customers where ssn > '1'")]
    [InlineData("copy (select 1 from customers where ssn > '1') to stdout")]
    [InlineData("select query_to_xml('select 1 / 0 from customers where ssn > 1', true, true, '')")]
    [InlineData("create unique index on customers (ssn)")]
    [InlineData("alter table customers add unique (ssn)")]
    [InlineData("create table guesses (v text references customers (ssn))")]
    [InlineData("cluster customers using customers_ssn")]
    [InlineData("selct 1")]
    public void Choosing_rows_by_a_masked_column_or_telling_its_values_apart_is_refused(string sql)
    {
        Assert.NotNull(Statement(sql).Refusal);
        Assert.NotNull(Statement(sql, PredicateUse.Equality).Refusal);
        Assert.Null(Statement(sql, PredicateUse.Allow).Refusal);
    }

    [Theory]
    [InlineData("select id from customers where email = 'x'")]
    [InlineData("select id from customers where email in ('x', $1)")]
    [InlineData("select id from customers where email = any($1)")]
    [InlineData("select id from customers where email is null")]
    [InlineData("select id from customers where (id = 3 and email = $1::text) or ssn = '1'")]
    [InlineData("select count(*) from customers group by ssn")]
    [InlineData("select count(distinct ssn) from customers")]
    [InlineData("select distinct email from customers")]
    [InlineData("select 1 from customers a join customers b on a.ssn = b.ssn")]
    [InlineData("select 1 from customers a join customers b using (ssn)")]
    [InlineData("select 1 from (select email as e from customers) s where s.e = 'x'")]
    [InlineData("with c as (select email as e from customers) select 1 from c where e = 'x'")]
    [InlineData("with c(e) as (select email from customers) select 1 from c where e = 'x'")]
    [InlineData("select 1 from customers c(a, b) where b = 'x'")]
    [InlineData("select 1 from (select note from orders union all select email from customers) s where s.note = 'x'")]
    [InlineData("select 1 from (values ((select email from customers limit 1))) v where column1 = 'x'")]
    [InlineData("select 1 from customers c, lateral (select c.email as e) s where s.e = 'x'")]
    [InlineData("delete from customers where email = 'x'")]
    [InlineData("insert into customers (ssn) values ('1') on conflict (ssn) do nothing")]
    [InlineData("select 1 from customers_eu where email = 'x'")]
    [InlineData("insert into accounts (id, ssn) values (1, '1')")]
    [InlineData("insert into accounts values (1, '1', 'x')")]
    [InlineData("update accounts set ssn = '1' where id = 1")]
    [InlineData("insert into account_view (number) values ('1')")]
    [InlineData("merge into accounts a using orders o on a.id = o.id when not matched then insert (ssn) values ('1')")]
    [InlineData("select 1 from mails_again where mail = 'x'")]
    public void Comparing_for_being_equal_is_refused_under_deny_only(string sql)
    {
        Assert.NotNull(Statement(sql).Refusal);
        Assert.Null(Statement(sql, PredicateUse.Equality).Refusal);
        Assert.Null(Statement(sql, PredicateUse.Allow).Refusal);
    }

    [Fact]
    public void A_rule_that_names_nothing_but_a_foreign_table_forbids_code_as_any_other()
    {
        var elsewhere = Shop.Pii with { Columns = ["elsewhere.mails.mail"], Predicates = PredicateUse.Allow };

        Assert.NotNull(Shop.Masking(elsewhere).For(analyzer.Analyze("do $$ begin end $$")).Refusal);
        Assert.Null(Shop.Masking(elsewhere with { Columns = ["elsewhere.nothing.mail"] }).For(analyzer.Analyze("do $$ begin end $$")).Refusal);
    }

    [Theory]
    [InlineData("insert into accounts (id, note) values (1, 'x')")]
    [InlineData("insert into accounts (id, ssn) values (1, null)")]
    [InlineData("update accounts set ssn = ssn, note = 'x' where id = 1")]
    [InlineData("copy accounts (id, note) from stdin")]
    [InlineData("insert into customers (ssn) values ('1')")]
    public void What_meets_no_unique_masked_column_may_be_stored(string sql) => Assert.Null(Statement(sql).Refusal);

    [Theory]
    [InlineData("select name, count(*) from customers group by id, name, email, ssn")]
    [InlineData("select c.name, sum(o.total) from customers c left join orders o on o.customer_id = c.id group by c.id, c.name, c.email, c.ssn")]
    [InlineData("select customers.name, count(*) from public.customers join orders on customer_id = customers.id group by public.customers.id, customers.ssn")]
    public void Beside_its_primary_key_a_masked_column_makes_no_groups(string sql) => Assert.Null(Statement(sql).Refusal);

    [Theory]
    [InlineData("select count(*) from customers group by name, ssn")]
    [InlineData("select count(*) from customers a join customers b on a.name = b.name group by a.id, b.ssn")]
    [InlineData("select count(*) from customers group by grouping sets ((id, ssn), (ssn))")]
    [InlineData("select count(*) from customers group by id, grouping sets ((ssn), ())")]
    [InlineData("select count(*) from customers group by rollup (ssn, id)")]
    [InlineData("select count(*) from customers group by id, left(ssn, 1)")]
    [InlineData("select count(*) from customers_eu group by id, ssn")]
    [InlineData("select count(*) from (select id, ssn from customers union all select id, email from people) customers group by id, ssn")]
    [InlineData("select count(*) from (select id % 2 as id, ssn from customers) customers group by id, ssn")]
    [InlineData("select count(*) from customers c(id2, id, name, ssn) group by id, ssn")]
    [InlineData("select count(*) from customers c join customers_eu e using (id) group by id, e.ssn")]
    [InlineData("select distinct id, ssn from customers")]
    public void Without_the_key_of_the_same_rows_it_does(string sql) => Assert.NotNull(Statement(sql).Refusal);

    [Theory]
    [InlineData("select 1 from (select ssn from customers where false union all select 'x') g join customers c using (ssn)")]
    [InlineData("select 1 from (select ssn from customers union all select note from orders) g join customers c on c.ssn = g.ssn")]
    [InlineData("select 1 from customers c, lateral (values (c.ssn), ('x')) g(v) where c.ssn = g.v")]
    [InlineData("select 1 from customers a join customers b on a.ssn = coalesce(b.ssn, 'x')")]
    [InlineData("select 1 from customers a join customers b on a.ssn = case when b.id > 3 then b.ssn else 'x' end")]
    [InlineData("with recursive g as (select ssn, 0 as n from customers union all select n::text, n + 1 from g) select 1 from g join customers using (ssn)")]
    [InlineData("select count(*) from (select ssn from customers union all select 'x') q group by ssn")]
    [InlineData("select count(*) from (select ssn from customers union all select note from orders) q group by ssn")]
    [InlineData("select distinct ssn from (select ssn from customers union all select 'x') q")]
    [InlineData("select count(distinct coalesce(ssn, 'x')) from customers")]
    [InlineData("select ssn from customers intersect (select ssn from customers union all select 'x')")]
    [InlineData("select 1 from whole_rows where doc = '{}'")]
    [InlineData("select 1 from scored where score = 3")]
    [InlineData("prepare p as select 1 from customers where email = any($1)")]
    public void A_guess_among_the_columns_values_and_a_part_of_the_value_are_no_equality(string sql) => Assert.NotNull(Statement(sql, PredicateUse.Equality).Refusal);

    [Theory]
    [InlineData("select 1 from (select ssn from customers union all select null) g join customers c using (ssn)")]
    [InlineData("select count(*) from (select email as v from customers union all select ssn from customers) q group by v")]
    [InlineData("select count(distinct case when true then ssn end) from customers")]
    [InlineData("select 1 from customers where coalesce(email, '') = 'x'")]
    [InlineData("prepare p as select 1 from customers where email = $1")]
    public void Null_is_no_guess_and_one_constant_is_one(string sql) => Assert.Null(Statement(sql, PredicateUse.Equality).Refusal);

    [Fact]
    public void No_more_values_than_a_page_of_them_are_compared_at_once()
    {
        string In(int count) => $"select id from customers where email in ({string.Join(", ", Enumerable.Range(0, count).Select(i => $"'{i}x'"))})";
        Assert.Null(Statement(In(100), PredicateUse.Equality).Refusal);
        Assert.NotNull(Statement(In(101), PredicateUse.Equality).Refusal);
        string Any(int count) => $"select id from customers where email = any('{{{string.Join(',', Enumerable.Repeat("x", count))}}}')";
        Assert.Null(Statement(Any(100), PredicateUse.Equality).Refusal);
        Assert.NotNull(Statement(Any(101), PredicateUse.Equality).Refusal);
        Assert.Equal(2, Assert.Single(Statement("select id from customers where id = any($1) and email = any($2)", PredicateUse.Equality).ListParameters));
    }

    [Theory]
    [InlineData("do $$ begin perform 1; end $$", "DO")]
    [InlineData("create function f() returns int language sql as 'select 1'", "a function")]
    [InlineData("create procedure f() language sql as 'select 1'", "a function")]
    [InlineData("create trigger t before insert on orders for each row execute function f()", "a trigger")]
    [InlineData("create rule r as on insert to orders do also select 1", "a rule")]
    [InlineData("create aggregate a (int) (sfunc = int4pl, stype = int)", "an aggregate")]
    [InlineData("create operator ## (leftarg = int, rightarg = int, function = int4pl)", "an operator")]
    [InlineData("create cast (text as int) with inout as implicit", "a cast")]
    [InlineData("create domain evil.text as varchar check (value > '1')", "a type of that name")]
    [InlineData("create extension postgres_fdw", "an extension")]
    [InlineData("create foreign table f (a text) server s", "a foreign table")]
    [InlineData("import foreign schema public from server s into public", "a foreign table")]
    [InlineData("create subscription s connection 'host=x' publication p", "a publication")]
    [InlineData("alter function f() rename to lower", "another name for code")]
    [InlineData("load 'x'", "a library")]
    public void Code_that_would_run_in_the_server_is_refused_whatever_it_touches(string sql, string what)
    {
        var refusal = Statement(sql, PredicateUse.Allow).Refusal;
        Assert.StartsWith(what + " would run in the server", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alter schema public rename to old")]
    [InlineData("create table x as execute p")]
    [InlineData("create view orders as select ssn as id from customers; select id from orders")]
    [InlineData("copy orders from '/etc/passwd'")]
    [InlineData("copy orders from program 'cat base/1'")]
    [InlineData("select loyalty(3)")]
    [InlineData("call loyalty(3)")]
    [InlineData("select keep()")]
    [InlineData("call keep()")]
    [InlineData("select o.loyalty from orders o")]
    [InlineData("create table x (a text default peek(1))")]
    [InlineData("alter table orders alter column note set default peek(1)")]
    public void What_could_carry_masked_values_out_of_sight_is_refused(string sql) => Assert.NotNull(Statement(sql, PredicateUse.Allow).Refusal);

    [Theory]
    [InlineData("select * from customers where id = 7")]
    [InlineData("select email from customers where name = 'Ada' order by id limit 3")]
    [InlineData("select o.* from orders o join customers c on c.id = o.customer_id where o.note = 'x'")]
    [InlineData("select email from people where email = 'x'")]
    [InlineData("select 1 from customer_names where id = 3")]
    [InlineData("select 1 from pg_stats where tablename = 'orders'")]
    [InlineData("select count(*) from customers")]
    [InlineData("select lower(email) from customers")]
    [InlineData("select coalesce(email, 'x'), email || name, upper(ssn), email like 'a%' from customers")]
    [InlineData("select 'ada@example.com' in (select email from customers)")]
    [InlineData("select row_to_json(c), c, array_agg(email), min(ssn), count(ssn) from customers c group by c.id, c.name")]
    [InlineData("select 1 from customer_mails where id = 3")]
    [InlineData("select id, total / 2 from orders join customers using (id) where total > 3 order by 2")]
    [InlineData("update customers set ssn = ssn where id = 3")]
    [InlineData("select * from find_name('Ada') f(n)")]
    [InlineData("select find_name('Ada') from orders where find_name(note) = 'x'")]
    [InlineData("explain (analyze) select email from customers where id = 3")]
    [InlineData("insert into customers (email, ssn) values ('x', 'y')")]
    [InlineData("insert into customers (id, email) values (1, 'x') on conflict (id) do update set email = excluded.email")]
    [InlineData("insert into customers (email) values ('x') returning id, email")]
    [InlineData("update customers set email = 'x' where id = 7 returning *")]
    [InlineData("update customers set name = 'x', email = $1 where id = $2")]
    [InlineData("update orders set total = total + 1 from customers c where c.id = customer_id")]
    [InlineData("create view mails as select email from customers")]
    [InlineData("create temp view v as select 1 as one from customers; select one from v")]
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
    [InlineData("select setseed(length(ssn) / 100.0) from customers")]
    [InlineData("select pg_sleep(length(ssn)) from customers")]
    [InlineData("select (length(ssn)::bigint).pg_advisory_lock from customers")]
    [InlineData("select set_config('my.mail', peek(3), false)")]
    [InlineData("create table copy as select peek(3)")]
    [InlineData("insert into orders (note) values (peek(1)) returning note")]
    [InlineData("create table copy as select * from query_to_xml('select * from customers', true, true, '')")]
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

    [Theory]
    [InlineData("insert into people (email, id) select email, id from customers", true)]
    [InlineData("update people p set email = c.email from customers c where c.id = p.id", true)]
    [InlineData("create table archive.copies as select ssn from customers", true)]
    [InlineData("insert into people (email) select lower(email) from customers", true)]
    [InlineData("insert into orders (note) select email from customers", false)]
    [InlineData("create table archive.copies as select ssn as number from customers", false)]
    public void A_rule_may_let_its_columns_be_copied_to_where_it_names_the_target_too(string sql, bool isAllowed)
    {
        var rule = Shop.Pii with { Columns = ["public.customers.email", "public.people.email", "*.*.ssn"], Copies = CopyUse.Inherit };
        var refusal = Shop.Masking(rule).For(analyzer.Analyze(sql)).Refusal;
        Assert.Equal(isAllowed, refusal is null);
        Assert.NotNull(Shop.Masking(rule with { Copies = CopyUse.Deny }).For(analyzer.Analyze(sql)).Refusal);
    }

    [Fact]
    public void What_keeps_characters_may_not_be_copied_changed()
    {
        var rule = Shop.Pii with { Columns = ["public.customers.email", "public.people.email"], Copies = CopyUse.Inherit, Method = new MaskMethod(MaskKind.Partial, KeepLast: 4) };
        StatementMasking Of(string sql) => Shop.Masking(rule).For(analyzer.Analyze(sql));
        Assert.Null(Of("insert into people (email) select email from customers").Refusal);
        Assert.NotNull(Of("insert into people (email) select left(email, 8) from customers").Refusal);
        Assert.NotNull(Of("update customers set email = left(email, 8)").Refusal);
        Assert.Null(Shop.Masking(Shop.Pii with { Predicates = PredicateUse.Allow }).For(analyzer.Analyze("update customers set email = lower(email)")).Refusal);
        Assert.NotNull(Shop.Masking(Shop.Pii).For(analyzer.Analyze("update customers set email = lower(email)")).Refusal);
    }

    [Fact]
    public void Where_no_column_is_masked_there_is_nothing_to_carry_away()
    {
        var nothing = Shop.Pii with { Columns = ["public.never_here.word"] };
        Assert.Null(Shop.Masking(nothing).For(analyzer.Analyze("create function f() returns int language sql as 'select 1'")).Refusal);
        Assert.Null(Shop.Masking(nothing).For(analyzer.Analyze("copy orders from '/tmp/orders'")).Refusal);
    }
}
