using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class StatementDetailTests
{
    [Theory]
    [InlineData("update t set a = 1", true)]
    [InlineData("delete from t", true)]
    [InlineData("delete from t where true", true)]
    [InlineData("delete from t where 1 = 1", true)]
    [InlineData("delete from t where id = 3 or true", true)]
    [InlineData("delete from t where $1", true)]
    [InlineData("delete from t where exists (select 1)", true)]
    [InlineData("merge into t using s on true when matched then delete", true)]
    [InlineData("with x as (delete from t) select 1", true)]
    [InlineData("delete from t where id = 3", false)]
    [InlineData("delete from t where id = 3 and true", false)]
    [InlineData("delete from t where not id = 3", false)]
    [InlineData("delete from t where current of c", false)]
    [InlineData("delete from t where exists (select 1 from u where u.id = t.id)", false)]
    [InlineData("select 1", false)]
    [InlineData("explain delete from t", false)]
    public void A_write_without_a_condition_on_the_row_is_told(string sql, bool expected) => Assert.Equal(expected, Parsed.One(sql).WithoutWhere);

    [Theory]
    [InlineData("set Search_Path = a", "search_path")]
    [InlineData("set local x.y to 1", "x.y")]
    [InlineData("set role r", "role")]
    [InlineData("reset role", "role")]
    [InlineData("set session authorization r", "session_authorization")]
    [InlineData("set transaction isolation level serializable", "transaction")]
    [InlineData("set session characteristics as transaction read only", "session_characteristics")]
    [InlineData("set time zone 'UTC'", "timezone")]
    [InlineData("set names 'latin1'", "client_encoding")]
    [InlineData("reset all", "all")]
    [InlineData("select set_config('Role', 'r', false)", "role")]
    [InlineData("select pg_catalog.set_config('a.b'::text, $1, true), set_config('role', 'x', true)", "a.b role")]
    [InlineData("select set_config(name, 'view, foreign-table', false) from pg_settings where name = 'restrict_nonsystem_relation_kind'", "restrict_nonsystem_relation_kind")]
    [InlineData("prepare p as select set_config('role', 'x', true)", "role")]
    [InlineData("create function f() returns int language sql set role = x as 'select 1'", "")]
    [InlineData("alter role r set search_path = x", "")]
    [InlineData("explain select set_config('role', 'x', true)", "")]
    public void A_parameter_that_is_set_is_named(string sql, string settings) => Assert.Equal(settings, string.Join(' ', Parsed.One(sql).Settings));

    [Fact]
    public void The_first_of_several_parameters_is_the_setting() => Assert.Equal("a.b", Parsed.One("select set_config('a.b', '1', true), set_config('role', 'x', true)").Setting);

    [Theory]
    [InlineData("select set_config('ro' || 'le', 'x', false)")]
    [InlineData("select set_config($1, 'x', false)")]
    [InlineData("select set_config(name, 'x', false) from pg_settings where name = 'role'")]
    [InlineData("select set_config(name, 'x', false) from pg_settings where name <> 'restrict_nonsystem_relation_kind'")]
    [InlineData("select set_config(name, 'x', false) from pg_settings where name = 'restrict_nonsystem_relation_kind' or true")]
    [InlineData("select set_config(name, 'x', false) from mine.pg_settings where name = 'restrict_nonsystem_relation_kind'")]
    [InlineData("select set_config(name, 'x', false) from pg_settings, others where name = 'restrict_nonsystem_relation_kind'")]
    [InlineData("with pg_settings as (select 'role' as name) select set_config(name, 'x', false) from pg_settings where name = 'restrict_nonsystem_relation_kind'")]
    [InlineData("select (select set_config(name, 'x', false) from others) from pg_settings where name = 'restrict_nonsystem_relation_kind'")]
    public void A_parameter_whose_name_cannot_be_read_makes_the_statement_opaque(string sql) => Assert.Contains("opaque", Parsed.Kinds(Parsed.One(sql)), StringComparison.Ordinal);

    [Theory]
    [InlineData("prepare p as select 1", "p", null, false)]
    [InlineData("execute P", "p", null, true)]
    [InlineData("deallocate \"P\"", "P", null, false)]
    [InlineData("deallocate all", null, null, true)]
    [InlineData("declare c cursor for select 1", null, "c", false)]
    [InlineData("fetch all from c", null, "c", false)]
    [InlineData("move c", null, "c", false)]
    [InlineData("close c", null, "c", false)]
    [InlineData("close all", null, null, true)]
    [InlineData("discard plans", null, null, true)]
    [InlineData("do 'x'", null, null, true)]
    [InlineData("select 1", null, null, false)]
    public void Names_of_prepared_statements_and_cursors(string sql, string? prepared, string? cursor, bool forgets)
    {
        var statement = Parsed.One(sql);
        Assert.Equal(prepared, statement.PreparedName);
        Assert.Equal(cursor, statement.CursorName);
        Assert.Equal(forgets, statement.ForgetsNames);
    }

    [Theory]
    [InlineData("copy s.t(a, b) to stdout", "copy-out", "r:s.t")]
    [InlineData("copy t from stdin", "copy-in", "w:t")]
    [InlineData("copy t to program 'cat'", "copy-out copy-program", "r:t")]
    [InlineData("copy t from program 'ls'", "copy-in copy-program", "w:t")]
    [InlineData("copy (select a from t where b) to stdout", "select copy-out", "r:t")]
    [InlineData("copy (delete from t returning *) to stdout", "delete copy-out", "w:t")]
    public void A_copy_reads_or_writes_its_table(string sql, string kinds, string tables)
    {
        var statement = Parsed.One(sql);
        Assert.Equal(kinds, Parsed.Kinds(statement));
        Assert.Equal(tables, Parsed.Tables(statement));
    }

    [Fact]
    public void A_copy_says_its_options()
    {
        var copy = Parsed.One("copy s.t(a, b) to stdout (format csv, delimiter ';', null '', quote '\"', escape '\\', header, encoding 'latin1')").Copy;
        Assert.Equal(new SqlTable("s", "t", SqlAccess.Read), copy!.Table);
        Assert.Equal("a b", string.Join(' ', copy.Columns));
        Assert.Equal((SqlCopyFormat.Csv, ";", "", "\"", "\\", true, "latin1"), (copy.Format, copy.Delimiter, copy.NullText, copy.Quote, copy.Escape, copy.Header, copy.Encoding));
        Assert.True(copy is { IsOut: true, IsServerSide: false });
    }

    [Theory]
    [InlineData("copy t to stdout", SqlCopyFormat.Text, false, false)]
    [InlineData("copy t to stdout (format 'binary')", SqlCopyFormat.Binary, false, false)]
    [InlineData("copy binary t to stdout", SqlCopyFormat.Binary, false, false)]
    [InlineData("copy t to stdout with csv header", SqlCopyFormat.Csv, true, false)]
    [InlineData("copy t to stdout (header false)", SqlCopyFormat.Text, false, false)]
    [InlineData("copy t from stdin (header match)", SqlCopyFormat.Text, true, false)]
    [InlineData("copy t to '/tmp/x'", SqlCopyFormat.Text, false, true)]
    [InlineData("copy t to program 'cat'", SqlCopyFormat.Text, false, true)]
    public void Copy_formats_and_places(string sql, SqlCopyFormat format, bool header, bool isServerSide)
    {
        var copy = Parsed.One(sql).Copy!;
        Assert.Equal((format, header, isServerSide), (copy.Format, copy.Header, copy.IsServerSide));
        Assert.Null(copy.Delimiter);
    }

    [Fact]
    public void Statements_of_one_text_are_apart_and_know_their_place()
    {
        const string sql = "select 'ä'; /* c */ delete from t ;; commit -- end";
        var analysis = Parsed.Text(sql);
        var bytes = System.Text.Encoding.UTF8.GetBytes(sql);
        Assert.Equal(["select 'ä'", "/* c */ delete from t", "commit -- end"], analysis.Statements.Select(s => System.Text.Encoding.UTF8.GetString(bytes, s.Offset, s.Length)));
        Assert.Equal("select delete transaction", string.Join(' ', analysis.KindWords));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ;; -- nothing")]
    public void An_empty_text_has_no_statement(string sql)
    {
        Assert.Empty(Parsed.Text(sql).Statements);
        Assert.Null(Parsed.Text(sql).Error);
    }
}
