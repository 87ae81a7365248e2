using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class KindTests
{
    [Theory]
    [InlineData("select 1", "select", "")]
    [InlineData("table public.t", "select", "r:public.t")]
    [InlineData("values (1)", "select", "")]
    [InlineData("SELECT * FROM Orders o, \"Odd\".\"Name\" x", "select", "r:Odd.Name r:orders")]
    [InlineData("select * from a for update", "select", "r:a")]
    [InlineData("select 1 into s.n from a", "select create", "r:a w:s.n")]
    [InlineData("select * from a where exists (select 1 from b union select 2 from c)", "select", "r:a r:b r:c")]
    [InlineData("select * from only (a) tablesample system (10), lateral (select * from b) x cross join c natural left join d", "select", "r:a r:b r:c r:d")]
    [InlineData("insert into t values (1)", "insert", "w:t")]
    [InlineData("insert into t default values", "insert", "w:t")]
    [InlineData("insert into t values ((select max(x) from a))", "select insert", "r:a w:t")]
    [InlineData("insert into s.t select * from a", "select insert", "r:a w:s.t")]
    [InlineData("insert into t values (1) on conflict do nothing", "insert", "w:t")]
    [InlineData("insert into t values (1) on conflict (a) do update set b = 1", "insert update", "w:t")]
    [InlineData("update t set a = 1 from b where t.id = b.id", "update", "r:b w:t")]
    [InlineData("delete from t using b where t.id = b.id", "delete", "r:b w:t")]
    [InlineData("merge into t using s on t.id = s.id when matched then delete", "delete merge", "r:s w:t")]
    [InlineData("merge into t using s on t.id = s.id when not matched then insert values (1)", "insert merge", "r:s w:t")]
    [InlineData("truncate a, b.c", "truncate", "w:a w:b.c")]
    public void Queries_and_writes_name_their_tables(string sql, string kinds, string tables) => Check(sql, kinds, tables);

    [Theory]
    [InlineData("with x as (delete from a returning *) select * from x", "select delete", "w:a")]
    [InlineData("with x as (select 1), y as (update b set c = 1 where d) insert into e select * from x", "select insert update", "w:b w:e")]
    [InlineData("with x as (insert into a values (1)) update b set c = 1 where id = 2", "insert update", "w:a w:b")]
    [InlineData("select * from (with q as (delete from t returning 1) select * from q) z", "select delete", "w:t")]
    public void Writes_inside_ctes_are_seen(string sql, string kinds, string tables) => Check(sql, kinds, tables);

    [Theory]
    [InlineData("with a as (select 1) select * from a", "")]
    [InlineData("with a as (select * from a) select * from a", "r:a")]
    [InlineData("with recursive a as (select 1 union all select * from a) select * from a", "")]
    [InlineData("with a as (select 1) select * from public.a", "r:public.a")]
    [InlineData("with a as (select 1), b as (select * from a) select * from b", "")]
    [InlineData("with a as (select * from b), b as (select 1) select * from a, b", "r:b")]
    [InlineData("with recursive a as (select * from b), b as (select 1) select * from a", "")]
    [InlineData("select * from a where x in (with a as (select 1) select * from a)", "r:a")]
    public void A_cte_name_hides_a_table_where_the_server_says_so(string sql, string tables) => Assert.Equal(tables, Parsed.Tables(Parsed.One(sql)));

    [Theory]
    [InlineData("with a as (select 1) delete from a where id = 1", "delete", "select delete", "w:a")]
    [InlineData("with a as (select 1) insert into a select * from a", "insert", "select insert", "w:a")]
    public void The_target_of_a_write_is_never_a_cte(string sql, string kind, string kinds, string tables)
    {
        Assert.Contains(kind, kinds, StringComparison.Ordinal);
        Check(sql, kinds, tables);
    }

    [Theory]
    [InlineData("explain select * from a", "select utility", "r:a")]
    [InlineData("explain delete from a", "select utility", "r:a")]
    [InlineData("explain (analyze false) delete from a", "select utility", "r:a")]
    [InlineData("explain (analyze 0, verbose) delete from a", "select utility", "r:a")]
    [InlineData("explain (analyze off) delete from a", "select utility", "r:a")]
    [InlineData("explain (verbose, format json) update a set b = 1", "select utility", "r:a")]
    [InlineData("explain analyze delete from a", "delete explain-analyze", "w:a")]
    [InlineData("EXPLAIN (Analyze) delete from a", "delete explain-analyze", "w:a")]
    [InlineData("explain (analyze on) delete from a", "delete explain-analyze", "w:a")]
    [InlineData("explain (analyze false, analyze true) delete from a", "delete explain-analyze", "w:a")]
    [InlineData("explain analyze create table x as select * from a", "select create explain-analyze", "r:a w:x")]
    [InlineData("explain analyze execute p", "explain-analyze execute opaque", "")]
    [InlineData("explain execute p", "select execute utility opaque", "")]
    public void Explain_runs_its_statement_only_with_analyze(string sql, string kinds, string tables) => Check(sql, kinds, tables);

    [Theory]
    [InlineData("prepare p as delete from a", "delete", "w:a")]
    [InlineData("declare c cursor for select * from a", "select", "r:a")]
    [InlineData("fetch 5 from c", "utility", "")]
    [InlineData("move c", "utility", "")]
    [InlineData("close c", "utility", "")]
    [InlineData("deallocate p", "utility", "")]
    [InlineData("discard all", "utility", "")]
    [InlineData("execute p(1)", "execute opaque", "")]
    [InlineData("call s.p(1)", "call opaque", "")]
    [InlineData("do $$ begin delete from a; end $$", "do opaque", "")]
    [InlineData("set x.y = 1", "set", "")]
    [InlineData("reset all", "set", "")]
    [InlineData("set transaction read only", "set transaction", "")]
    [InlineData("set constraints all deferred", "set transaction", "")]
    [InlineData("show all", "utility", "")]
    [InlineData("begin", "transaction", "")]
    [InlineData("rollback to savepoint a", "transaction", "")]
    [InlineData("prepare transaction 'x'", "transaction", "")]
    [InlineData("lock table a in share mode", "lock", "r:a")]
    [InlineData("vacuum a, b", "vacuum", "d:a d:b")]
    [InlineData("analyze a", "vacuum", "d:a")]
    [InlineData("vacuum", "vacuum", "d:*")]
    [InlineData("listen a", "listen", "")]
    [InlineData("unlisten *", "listen", "")]
    [InlineData("notify a, 'x'", "notify", "")]
    [InlineData("select pg_notify('a', 'x')", "select notify", "")]
    [InlineData("checkpoint", "utility", "")]
    [InlineData("cluster a using i", "utility", "d:a")]
    [InlineData("reindex table a", "utility", "d:a")]
    [InlineData("reindex schema s", "utility", "d:s.*")]
    [InlineData("refresh materialized view a", "utility", "w:a")]
    [InlineData("load 'x'", "utility opaque", "")]
    [InlineData("select query_to_xml('select * from a', true, true, '')", "select opaque", "")]
    [InlineData("select pg_catalog.table_to_xml('a', true, true, '')", "select opaque", "")]
    public void Utility_statements_have_kinds_too(string sql, string kinds, string tables) => Check(sql, kinds, tables);

    static void Check(string sql, string kinds, string tables)
    {
        var statement = Parsed.One(sql);
        Assert.Equal(kinds, Parsed.Kinds(statement));
        Assert.Equal(tables, Parsed.Tables(statement));
    }
}
