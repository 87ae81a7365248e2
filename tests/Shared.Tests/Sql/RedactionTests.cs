using Xunit;

namespace HoopLike.Shared.Tests.Sql;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("select 'a''b', E'c\\'d', U&'\\0041' uescape '!', $$e$$, $x$f$x$, N'g'", "select '…', '…', '…' uescape '…', '…', '…', N'…'")]
    [InlineData("select U&'\\0041b' , U&'c'", "select '…' , '…'")]
    [InlineData("select U&\"c\", 'd'", "select U&\"c\", '…'")]
    [InlineData("select b'01', X'ff', 1, -2.5, .5e3, a1, t2.c3", "select '…', '…', '…', -'…', '…', a1, t2.c3")]
    [InlineData("select $1, $23 + 4", "select $1, $23 + '…'")]
    [InlineData("select 'a'\n  'b'", "select '…'")]
    [InlineData("select a -- secret 4111\nfrom/* x 'y' /* z */ */t", "select a \nfrom t")]
    [InlineData("select \"Quoted 5\" from ä", "select \"Quoted 5\" from ä")]
    [InlineData("create role r password 'p'", "create role r password '…'")]
    [InlineData("do $$ begin perform 'x'; end $$", "do '…'")]
    [InlineData("copy t from stdin (delimiter ',')", "copy t from stdin (delimiter '…')")]
    [InlineData("", "")]
    public void Values_and_comments_are_taken_out(string sql, string redacted) => Assert.Equal(redacted, Parsed.Text(sql).Redacted);

    [Theory]
    [InlineData("selec 'x', 5", "selec '…', '…'")]
    [InlineData("select 'open", "select …")]
    [InlineData("select a from t1 where 'open", "select a from t…")]
    [InlineData("select /* open", "select …")]
    [InlineData("select \"open", "select …")]
    [InlineData("select $$open", "select …")]
    [InlineData("a -- c 'x\n 'open", "a …")]
    public void Text_that_does_not_parse_gives_nothing_away_either(string sql, string redacted)
    {
        var analysis = Parsed.Text(sql);
        Assert.NotNull(analysis.Error);
        Assert.Equal(redacted, analysis.Redacted);
    }

    [Theory]
    [InlineData("select 4111111111111111 4111111111111112", "4111")]
    [InlineData("selec 'hunter2'", "hunter2")]
    [InlineData("select * from t where x = = 'hunter2'", "hunter2")]
    [InlineData("select u&'\\zzzz hunter2'", "hunter2")]
    [InlineData("select e'\\u12 hunter2'", "hunter2")]
    [InlineData("insert into hunter2 (((", "hunter2")]
    public void The_parsers_message_repeats_nothing_of_the_text(string sql, string secret)
    {
        var error = Parsed.Text(sql).Error;
        Assert.NotNull(error);
        Assert.DoesNotContain(secret, error, StringComparison.Ordinal);
    }
}
