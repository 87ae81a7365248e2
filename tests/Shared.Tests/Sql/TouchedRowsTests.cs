using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class TouchedRowsTests
{
    static readonly SqlAnalyzer analyzer = new();

    [Theory]
    [InlineData("update t set a = 1", "select t.* from t limit 5")]
    [InlineData("UPDATE only public.t as x SET a = 1 WHERE b = 2 returning *;", "select x.* from only public.t as x where b = 2 limit 5")]
    [InlineData("update s.t set a = b is distinct from c from d join e using (f) where t.a = d.a", "select s.t.* from s.t, d join e using (f) where t.a = d.a limit 5")]
    [InlineData("update t set a = (select x from u where u.id = t.id) where id in (select id from v where z)", "select t.* from t where id in (select id from v where z) limit 5")]
    [InlineData("update \"t where\" set a = 'from x where' where b = $2", "select \"t where\".* from \"t where\" where b = $2 limit 5")]
    [InlineData("update set set a = 1 where b", "select set.* from set where b limit 5")]
    [InlineData("delete from t where a[1] = 2 returning a", "select t.* from t where a[1] = 2 limit 5")]
    [InlineData("delete from t /* using */ x using u where x.a = u.a", "select x.* from t /* using */ x, u where x.a = u.a limit 5")]
    [InlineData("delete from t", "select t.* from t limit 5")]
    [InlineData("truncate only t", "select t.* from \"t\" t limit 5")]
    public void The_rows_are_chosen_by_the_statements_own_words(string statement, string query) => Assert.Equal(query, Of(statement)?.Query?.Text);

    [Theory]
    [InlineData("insert into t values (1)")]
    [InlineData("merge into t using u on t.a = u.a when matched then delete")]
    [InlineData("with w as (select 1 as x) update t set a = x from w")]
    [InlineData("explain analyze delete from t")]
    [InlineData("copy t from stdin")]
    public void Where_nobody_can_tell_there_is_no_query(string statement) => Assert.Null(Of(statement)!.Query);

    [Theory]
    [InlineData("select * from t")]
    [InlineData("truncate t, u")]
    [InlineData("update t set a = 1; update t set a = 2")]
    [InlineData("updat t")]
    public void Where_nothing_or_several_tables_are_written_there_is_no_target(string statement) => Assert.Null(Of(statement));

    static TouchedRows? Of(string statement) => TouchedRows.Of(analyzer.Analyze(statement), analyzer, 5);
}
