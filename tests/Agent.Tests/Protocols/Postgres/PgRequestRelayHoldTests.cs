using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>What waits for an approval is not seen by the server before, unless the client asks for an answer on the way.</summary>
public sealed class PgRequestRelayHoldTests : IDisposable
{
    private readonly RequestDriver driver = new() { Judge = Programs.Judge };

    public void Dispose() => driver.Dispose();

    [Fact]
    public void Nothing_of_a_held_pipeline_is_forwarded_before_the_verdict()
    {
        driver.Feed(PgBytes.Join(Ask.Parse("", "insert into t values (1)"), Ask.Bind("", ""), Ask.DescribePortal("")));
        Assert.Empty(driver.Forwarded);
        driver.Feed(PgBytes.Join(Ask.Execute(""), Ask.Sync));
        Assert.Equal("PBDES", PgBytes.Types(driver.Forwarded));
    }

    [Fact]
    public void A_held_pipeline_that_is_refused_never_reaches_the_server()
    {
        driver.IsApproved = false;
        driver.Feed(PgBytes.Join(Ask.Run("select 1"), Ask.Run("insert into t values (1)"), Ask.Run("select 2"), Ask.Sync));
        Assert.Equal("PBDEHES", PgBytes.Types(driver.Forwarded));
        Assert.DoesNotContain(PgBytes.Messages(driver.Forwarded), m => System.Text.Encoding.UTF8.GetString(m.Body).Contains("insert", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData('H')]
    [InlineData('S')]
    public void Who_asks_for_an_answer_has_his_statement_prepared(char type)
    {
        driver.Feed(PgBytes.Join(Ask.Parse("s", "insert into t values (1)"), PgBytes.Message(type)));
        Assert.Equal("P" + type, PgBytes.Types(driver.Forwarded));
    }

    [Fact]
    public void A_statement_that_was_dropped_with_its_pipeline_is_unknown_afterwards()
    {
        driver.IsApproved = false;
        driver.Feed(PgBytes.Join(Ask.Parse("s", "insert into t values (1)"), Ask.Bind("p", "s"), Ask.Execute("p"), Ask.Sync));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Bind("", "s"), Ask.Execute(""), Ask.Sync));
        Assert.Equal("run Allow (unknown)", driver.Judged[^1]);
    }

    [Fact]
    public void What_comes_before_is_answered_before_anybody_is_asked()
    {
        driver.Relay.Input.Write(PgBytes.Join(Ask.Run("select 1"), Ask.Run("insert into t values (1)")));
        driver.Feed([]);
        Assert.Equal(["parse Allow select 1", "run Allow select 1", "parse Hold insert into t values (1)", "run Hold insert into t values (1)"], driver.Steps);
        Assert.Equal("PBDEHPBDE", PgBytes.Types(driver.Forwarded));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Memory_is_bounded_whatever_follows_a_statement_that_will_be_held(bool small)
    {
        driver.Feed(Ask.Parse("", "insert into t values ($1)"));
        var piece = small ? PgBytes.Join([.. Enumerable.Repeat(Ask.DescribeStatement(""), 500)]) : Ask.Bind("", "", new string('x', 500_000));
        for (var i = 0; i < 60; i++) driver.Feed(piece);
        Assert.InRange(driver.MostBuffered, 0, 6 * 1024 * 1024);
        Assert.NotEmpty(driver.Forwarded);
    }

    [Fact]
    public void COPY_data_behind_a_statement_that_will_be_held_is_not_kept()
    {
        driver.Feed(Ask.Parse("", "insert into t values ($1)"));
        var data = Ask.CopyData(new string('x', 1_000_000));
        for (var i = 0; i < 20; i++) driver.Feed(data);
        Assert.InRange(driver.MostBuffered, 0, 2 * 1024 * 1024);
    }
}
