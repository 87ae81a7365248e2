using HoopLike.Shared.Sql;
using Xunit;

namespace HoopLike.Shared.Tests.Sql;

/// <summary>Ways around gateways that look for words in bytes.</summary>
public sealed class DisguiseTests
{
    [Theory]
    [InlineData("DROP/**/TABLE\nt")]
    [InlineData("dRoP -- select\r\n tAbLe t")]
    [InlineData("/* /* nested */ select 1; */ drop table t")]
    [InlineData("select 1; drop table t")]
    [InlineData("select '--'; drop table t --'")]
    [InlineData("select $$;$$; drop table t")]
    [InlineData("drop table U&\"\\0074\"")]
    [InlineData("drop table \"t\"")]
    [InlineData("\u00a0select 1; drop table t")]
    public void A_drop_is_a_drop_however_it_is_written(string sql)
    {
        var analysis = Parsed.Text(sql);
        Assert.True((analysis.Kinds & (SqlKinds.Drop | SqlKinds.Opaque)) != 0);
        if (analysis.Error is null) Assert.Contains(analysis.Statements, s => s.Tables.Any(t => t.Name == "t"));
    }

    [Theory]
    [InlineData("select granted_at, dropped, \"delete from t\" from drop_log where note = 'drop table t; delete from x'")]
    [InlineData("select 1 /* drop table t */ -- truncate t")]
    [InlineData("select $tag$ do $$ drop table t $$ $tag$")]
    [InlineData("select * from information_schema.table_privileges where privilege_type = 'GRANT'")]
    public void Words_in_values_names_and_comments_are_no_statements(string sql) => Assert.Equal("select", Parsed.Kinds(Parsed.One(sql)));

    [Fact]
    public void Identifiers_are_folded_as_the_server_folds_them()
    {
        Assert.Equal("r:Orders r:orders r:public.orders", Parsed.Tables(Parsed.One("select * from ORDERS, \"Orders\", U&\"\\0070ublic\".OrDeRs")));
        Assert.Equal("r:" + new string('a', 63), Parsed.Tables(Parsed.One($"select * from {new string('a', 90)}")));
    }

    [Theory]
    [InlineData("select \0 1")]
    [InlineData("select 1\0; drop table t")]
    [InlineData("selec 1")]
    [InlineData("select 'open")]
    [InlineData("drop table t; selec")]
    public void What_does_not_parse_is_one_opaque_statement(string sql)
    {
        var analysis = Parsed.Text(sql);
        var statement = Assert.Single(analysis.Statements);
        Assert.Equal(SqlKinds.Opaque, statement.Kinds);
        Assert.True(statement.ForgetsNames);
        Assert.Equal(sql, analysis.Text);
        Assert.Equal((0, System.Text.Encoding.UTF8.GetByteCount(sql)), (statement.Offset, statement.Length));
        Assert.NotNull(analysis.Error);
    }

    [Fact]
    public void Text_in_another_encoding_is_opaque() => Assert.Equal(SqlKinds.Opaque, new SqlAnalyzer().Analyze("select 'caf\u00e9'"u8.ToArray().AsSpan()[..^2]).Kinds);

    [Fact]
    public void Latin1_bytes_are_opaque() => Assert.Equal(SqlKinds.Opaque, new SqlAnalyzer().Analyze([.. "select '"u8, 0xE9, .. "'"u8]).Kinds);
}
