using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>What a name stands for must be what the server takes it for, or nothing.</summary>
public sealed class PgRequestRelayNamesTests : IDisposable
{
    private static readonly string long63 = new('n', 63);

    private readonly RequestDriver driver = new();

    public void Dispose() => driver.Dispose();

    [Fact]
    public void A_named_statement_runs_under_its_own_text()
    {
        driver.Feed(PgBytes.Join(Ask.Parse("s", "select 1"), Ask.Sync));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Bind("", "s"), Ask.Execute(""), Ask.Sync));
        Assert.Equal("run Allow select 1", driver.Judged[^1]);
    }

    [Fact]
    public void Preparing_an_existing_name_is_refused_here_as_there_and_the_name_keeps_its_meaning()
    {
        driver.Feed(PgBytes.Join(Ask.Parse("s", "select 1"), Ask.Sync, Ask.Parse("s", "select 2"), Ask.Sync));
        Assert.Equal(PgDenial.DuplicateStatement, driver.Owed.Single(e => e.Operation?.Denial is not null).Operation!.Denial!.Code);
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Bind("", "s"), Ask.Execute(""), Ask.Sync));
        Assert.Equal("run Allow select 1", driver.Judged[^1]);
    }

    [Theory]
    [InlineData("s")]
    [InlineData("")]
    public void A_statement_whose_preparation_failed_is_unknown_later(string name)
    {
        driver.OnAnswer = Fail;
        driver.Feed(PgBytes.Join(Ask.Parse(name, "select 1"), Ask.Sync, Ask.Bind("", name), Ask.Execute(""), Ask.Sync));
        Assert.Contains("settle", driver.Steps);
        Assert.Equal("run Allow (unknown)", driver.Judged[^1]);
    }

    [Theory]
    [InlineData("deallocate s")]
    [InlineData("deallocate all")]
    [InlineData("discard all")]
    [InlineData("prepare s as select 2")]
    [InlineData("do $$ begin end $$")]
    [InlineData("selec what the parser cannot read")]
    [InlineData("select 1; deallocate \"s\"")]
    public void What_changes_a_statement_by_SQL_makes_its_name_unknown(string sql)
    {
        driver.Feed(PgBytes.Join(Ask.Parse("s", "select 1"), Ask.Sync));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Query(sql), Ask.Bind("", "s"), Ask.Execute(""), Ask.Sync));
        Assert.Equal("run Allow (unknown)", driver.Judged[^1]);
    }

    [Theory]
    [InlineData("close p")]
    [InlineData("close all")]
    [InlineData("declare p cursor for select 2")]
    [InlineData("move p")]
    public void What_changes_a_portal_by_SQL_makes_its_name_unknown(string sql)
    {
        driver.OnAnswer = driver.Succeed;
        driver.Feed(PgBytes.Join(Ask.Parse("", "select 1"), Ask.Bind("p", ""), Ask.Parse("", sql), Ask.Bind("", ""), Ask.Execute(""), Ask.Execute("p"), Ask.Sync));
        Assert.Equal("run Allow (unknown)", driver.Judged[^1]);
    }

    [Fact]
    public void A_portal_ends_with_its_transaction()
    {
        driver.Feed(PgBytes.Join(Ask.Parse("", "select 1"), Ask.Bind("p", ""), Ask.Sync));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Execute("p"), Ask.Sync));
        Assert.Equal("run Allow (unknown)", driver.Judged[^1]);
    }

    [Fact]
    public void A_portal_lives_on_in_a_transaction()
    {
        driver.OnAnswer = InTransaction;
        driver.Feed(PgBytes.Join(Ask.Query("begin"), Ask.Parse("", "select 1"), Ask.Bind("p", ""), Ask.Sync));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Execute("p"), Ask.Sync));
        Assert.Equal("run Allow select 1", driver.Judged[^1]);
    }

    [Fact]
    public void A_confirmed_portal_is_doubted_while_the_end_of_its_transaction_may_be_on_its_way()
    {
        // The Bind is confirmed after a Flush; whether the Sync that follows ended the transaction is not known when the Execute comes.
        driver.OnAnswer = InTransaction;
        driver.Feed(PgBytes.Join(Ask.Parse("", "select 1"), Ask.Bind("p", ""), Ask.Flush));
        driver.AnswerAll();
        driver.OnAnswer = null;
        driver.Feed(PgBytes.Join(Ask.Sync, Ask.Query("select f()"), Ask.Execute("p"), Ask.Sync));
        Assert.Equal("run Allow (unknown)", driver.Judged[^1]);
    }

    [Fact]
    public void The_server_cuts_names_and_so_do_we()
    {
        driver.Feed(PgBytes.Join(Ask.Parse(long63 + "x", "select 1"), Ask.Sync));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.CloseStatement(long63 + "y"), Ask.Parse(long63 + "z", "select 2"), Ask.Sync));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Bind("", long63 + "x"), Ask.Execute(""), Ask.Sync));
        Assert.Equal("run Allow select 2", driver.Judged[^1]);
    }

    [Fact]
    public void Deallocating_the_cut_name_makes_the_long_one_unknown()
    {
        driver.Feed(PgBytes.Join(Ask.Parse(long63 + "x", "select 1"), Ask.Sync));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Query("deallocate " + long63), Ask.Bind("", long63 + "x"), Ask.Execute(""), Ask.Sync));
        Assert.Equal("run Allow (unknown)", driver.Judged[^1]);
    }

    [Fact]
    public void Names_beyond_ASCII_stay_unknown_because_the_server_compares_them_in_another_encoding()
    {
        driver.Feed(PgBytes.Join(Ask.Parse("é", "select 1"), Ask.Bind("ü", "é"), Ask.Execute("ü"), Ask.Sync));
        Assert.Equal("run Allow (unknown)", driver.Judged[^1]);
    }

    [Fact]
    public void Unknown_statements_and_portals_are_judged_as_unknown()
    {
        driver.Feed(PgBytes.Join(Ask.Bind("", "nobody"), Ask.Execute(""), Ask.Execute("no portal"), Ask.Sync));
        Assert.Equal(["run Allow (unknown)", "run Allow (unknown)"], driver.Judged);
        Assert.Equal("BDEHDEHS", PgBytes.Types(driver.Forwarded));
    }

    [Fact]
    public void A_portal_whose_execution_was_skipped_unjudged_is_judged_when_it_comes_again()
    {
        // The first Execute needs an approval, but something before it failed, so nobody is asked. The portal survives a rollback to a savepoint that was set after it.
        driver.Judge = static text => text?.StartsWith("insert", StringComparison.Ordinal) == true ? Word.Hold : Word.Allow;
        driver.OnAnswer = InTransaction;
        driver.Feed(Ask.Query("begin"));
        driver.AnswerAll();
        driver.OnAnswer = answer =>
        {
            InTransaction(answer);
            if (answer is { Kind: PgExpects.ParseComplete, Statement.Analysis.Text: "broken" }) driver.Pipeline.HasFailed = true;
        };
        driver.Feed(PgBytes.Join(Ask.Parse("", "insert into t values (1)"), Ask.Bind("p", ""), Ask.Run("savepoint a"), Ask.Parse("", "broken"), Ask.Execute("p"), Ask.Sync));
        Assert.Equal("run Hold insert into t values (1)", driver.Judged[^1]);
        driver.OnAnswer = answer =>
        {
            InTransaction(answer);
            if (answer.Kind == PgExpects.Ready) driver.Pipeline.EndFailure(isSync: true);
        };
        driver.AnswerAll();
        driver.Feed(Ask.Query("rollback to a"));
        driver.AnswerAll();
        driver.IsApproved = false;
        var before = driver.Steps.Count;
        driver.Feed(PgBytes.Join(Ask.Execute("p"), Ask.Sync));
        Assert.Contains("run Hold insert into t values (1)", driver.Steps.Skip(before));
        Assert.Contains(driver.Owed, e => e.Operation?.Denial is not null);
    }

    [Fact]
    public void Operations_of_one_batch_keep_apart_when_portals_are_replaced()
    {
        var batch = PgBytes.Join(Ask.Parse("", "select 1"), Ask.Bind("", ""), Ask.DescribePortal(""), Ask.Bind("", ""), Ask.Bind("", ""), Ask.ClosePortal(""), Ask.Bind("", ""), Ask.Sync);
        driver.Feed(batch);
        var binds = driver.Owed.Where(e => e.Kind == PgExpects.BindComplete).Select(e => e.Operation).ToList();
        Assert.Equal(4, binds.Count);
        Assert.Equal(4, binds.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Portals_are_bounded()
    {
        driver.Feed(Ask.Parse("", "select 1"));
        Assert.Throws<WireException>(() =>
        {
            for (var i = 0; i <= PgNames.Limit; i++) driver.Relay.Input.Write(Ask.Bind($"p{i}", ""));
            driver.Feed([]);
        });
    }

    private void Fail(PgExpectation answer)
    {
        answer.Statement?.Fail();
        if (answer.Kind is PgExpects.Ready) driver.Pipeline.IdleSegment = answer.Segment;
    }

    private static void InTransaction(PgExpectation answer)
    {
        answer.Statement?.Confirm();
        answer.Operation?.Confirm();
    }
}
