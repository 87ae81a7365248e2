using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class ColumnTests
{
    [Theory]
    [InlineData("select a, t.b, s.t.c, d.s.t.e, *, t.* from t", "o:* o:a o:t.* o:t.b o:t.c o:t.e")]
    [InlineData("select A, \"A\" from t", "o:A o:a")]
    [InlineData("select (t).a, (t).*, a[b] from t", "o:* o:a o:b o:t o:t.*")]
    [InlineData("select lower(a || b)::int, row(c), array[d], not e, f is null from t", "o:a o:b o:c o:d o:e o:f")]
    [InlineData("select count(*) from t", "")]
    public void What_is_shown_is_an_output(string sql, string columns) => Check(sql, columns);

    [Theory]
    [InlineData("select 1 from t where a = 1 and b like 'x' or c in (1, 2)", "p:a p:b p:c")]
    [InlineData("select 1 from t group by a having b > 1 order by c limit 1", "p:a p:b p:c")]
    [InlineData("select 1 from t group by rollup (a, (b, c))", "p:a p:b p:c")]
    [InlineData("select 1 from t join u on t.a = u.b", "p:t.a p:u.b")]
    [InlineData("select 1 from t join u using (a)", "p:a")]
    [InlineData("select 1 from t natural join u", "p:*")]
    [InlineData("select distinct on (a) b from t", "o:b p:a")]
    [InlineData("select distinct a from t", "o:a p:a")]
    [InlineData("select a from t union select b from u", "o:a o:b p:a p:b")]
    [InlineData("select a from t intersect all select b from u", "o:a o:b p:a p:b")]
    [InlineData("select a from t union all select b from u", "o:a o:b")]
    [InlineData("select a, b from t group by 2 order by 1", "o:a o:b p:a p:b")]
    [InlineData("select a, b from t order by 2", "o:a o:b p:b")]
    [InlineData("select *, b from t order by 1", "o:* o:b p:* p:b")]
    [InlineData("select a from t union all select b from u order by 1", "o:a o:b p:a p:b")]
    [InlineData("select sum(a) filter (where b), max(c) over (partition by d order by e) from t window w as (order by f)", "o:a o:c p:b p:d p:e p:f")]
    [InlineData("select string_agg(a, ',' order by b), count(distinct c) from t", "o:a o:c p:b p:c")]
    [InlineData("select case when a then b else c end, case d when 1 then 2 end from t", "o:b o:c p:a p:d")]
    [InlineData("select coalesce(a, b), nullif(c, d), greatest(e, f) from t", "o:a o:b o:c o:e o:f p:a p:c p:d p:e p:f")]
    [InlineData("select 1 from t where x in (select a from u)", "p:a p:x")]
    [InlineData("select b = any (select a from u) from t", "o:a o:b p:a p:b")]
    [InlineData("select 1 from t where (select a from u) = 1", "p:a")]
    [InlineData("select 1 limit (select a from t)", "p:a")]
    [InlineData("select g from t, generate_series(1, t.a) g", "o:g o:g.* o:t.a p:t.a")]
    public void Whatever_decides_is_a_predicate(string sql, string columns) => Check(sql, columns);

    [Theory]
    [InlineData("insert into t select a from u", "s:a")]
    [InlineData("insert into t values ((select a from u))", "s:a")]
    [InlineData("insert into t (e) values (1) on conflict (e) do update set f = excluded.g where t.h", "p:e p:t.h s:excluded.g")]
    [InlineData("update t set x = a, (y, z) = (select b, c from u) where d returning e, *", "p:d r:* r:e s:a s:b s:c")]
    [InlineData("delete from t where a = 1 returning b", "p:a r:b")]
    [InlineData("merge into t using u on t.a = u.b when matched and c then update set x = d when not matched then insert values (e)", "p:c p:t.a p:u.b s:d s:e")]
    [InlineData("select a into n from t", "s:a")]
    [InlineData("create table n as select a from t where b", "p:b s:a")]
    [InlineData("create view v as select a from t where b", "o:a p:b")]
    [InlineData("alter table t add check (a > 1)", "p:a s:a")]
    [InlineData("alter table t add c text generated always as (a) stored", "p:a s:a")]
    [InlineData("explain create table n as select a from t", "o:a")]
    public void What_a_write_stores_is_a_source(string sql, string columns) => Check(sql, columns);

    [Theory]
    [InlineData("select 1 from (select email as e from c) s where e = 'x'", "o:email p:e p:email")]
    [InlineData("select 1 from (select lower(email) from c) s where lower = 'x'", "o:email p:email p:lower")]
    [InlineData("select 1 from (select email || 'x' from c) s where \"?column?\" = 'x'", "o:email p:?column? p:email")]
    [InlineData("select 1 from (select email::varchar from c) s where email = 'x'", "o:email p:email")]
    [InlineData("with s(e) as (select email from c) select 1 from s where e = 'x'", "o:email p:e p:email")]
    [InlineData("with s as (select email as e from c), u as (select e as f from s) select 1 from u order by f", "o:e o:email p:e p:email p:f")]
    [InlineData("with d as (delete from c returning email as e) insert into n select e from d", "r:email s:e s:email")]
    [InlineData("select 1 from c as x(p, q) where q = 'x'", "p:q p:x.*")]
    [InlineData("select 1 from c x where x::text like '%'", "p:x p:x.*")]
    [InlineData("select 1 from unnest(array(select email from c)) as u(e) where e = 'x'", "o:email p:e p:email")]
    [InlineData("select email as e from c order by e", "o:email p:e p:email")]
    [InlineData("insert into n select s from (select email from c) s", "o:email s:email s:s s:s.*")]
    public void A_new_name_does_not_hide_what_is_compared_or_stored(string sql, string columns) => Check(sql, columns);

    [Theory]
    [InlineData("select * from customers c, lateral (select 1) s, f(1) g, (values (1)) v(x) join d on true", "c", "g s v")]
    [InlineData("with q as (select 1) select * from q z, t", "", "q z")]
    [InlineData("delete from customers c using d e where true", "c e", "")]
    public void Aliases_of_tables_and_names_of_what_is_computed_are_told_apart(string sql, string aliases, string derived)
    {
        var statement = Parsed.One(sql);
        Assert.Equal(aliases, string.Join(' ', statement.Aliases.Order(StringComparer.Ordinal)));
        Assert.Equal(derived, string.Join(' ', statement.DerivedNames.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("select lower(a), s.f(1), extract(year from b), substring(c from 1), d(e => 1) from t, h(2), rows from (i(3))", "d h i lower pg_catalog.extract pg_catalog.substring s.f")]
    [InlineData("create trigger g before insert on a execute function s.f()", "s.f")]
    [InlineData("call s.p(q(1))", "q s.p")]
    [InlineData("select current_user, now()", "now")]
    [InlineData("update t set a = f(1) where g(2) returning h(3)", "f g h")]
    [InlineData("drop function f(int)", "")]
    public void Functions_are_told_by_name(string sql, string functions) => Assert.Equal(functions, Parsed.Functions(Parsed.One(sql)));

    [Theory]
    [InlineData("select a + b, c operator(pg_catalog.||) d, - e from t", "+ - ||")]
    [InlineData("select a between 1 and 2, b not between symmetric 1 and 2 from t", "< <= > >=")]
    [InlineData("select a in (1), b not in (1), c like 'x', d not ilike 'y', e = any (f), g in (select 1) from t", "!~~* <> = ~~")]
    [InlineData("select case a when 1 then 2 end, nullif(b, 1), c is distinct from 1 from t", "=")]
    [InlineData("select 1 from t natural join u order by a using ~<~", "= ~<~")]
    public void Operators_are_told_by_name(string sql, string operators) => Assert.Equal(operators, Parsed.Operators(Parsed.One(sql)));

    static void Check(string sql, string columns) => Assert.Equal(columns, Parsed.Columns(Parsed.One(sql)));
}
