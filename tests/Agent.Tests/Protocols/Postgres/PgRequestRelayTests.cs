using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Agent.Protocols.Wire;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class PgRequestRelayTests : IDisposable
{
    private readonly RequestDriver driver = new();

    public void Dispose() => driver.Dispose();

    [Fact]
    public void A_simple_query_is_asked_about_and_passes_unchanged()
    {
        driver.Feed(Ask.Query("select 1"));
        Assert.Equal(["run Allow select 1"], driver.Steps);
        Assert.Equal(Ask.Query("select 1"), driver.Forwarded);
        Assert.Equal([PgExpects.QueryResult], driver.Owed.Select(e => e.Kind));
    }

    [Fact]
    public void Nothing_of_an_operation_is_in_the_output_before_its_verdict()
    {
        driver.Relay.Input.Write(Ask.Query("delete from orders"));
        Assert.Equal(PgStep.Operation, driver.Relay.Advance());
        Assert.False(driver.Relay.HasForwardable);
        Assert.True(driver.Relay.Output.IsEmpty);
    }

    [Fact]
    public void An_execute_that_nobody_described_is_described_once()
    {
        driver.Feed(PgBytes.Join(Ask.Run("select 1"), Ask.Execute("", 1), Ask.Sync));
        Assert.Equal("PBDEES", PgBytes.Types(driver.Forwarded));
        Assert.Equal([PgExpects.ParseComplete, PgExpects.BindComplete, PgExpects.PortalDescription, PgExpects.ExecuteResult, PgExpects.ExecuteResult, PgExpects.Ready], driver.Owed.Select(e => e.Kind));
        Assert.Equal([false, false, true, false, false, false], driver.Owed.Select(e => e.IsHidden));
    }

    [Fact]
    public void A_portal_that_the_client_described_is_not_described_again()
    {
        var bytes = PgBytes.Join(Ask.Parse("", "select 1"), Ask.Bind("", ""), Ask.DescribePortal(""), Ask.Execute(""), Ask.Sync);
        driver.Feed(bytes);
        Assert.Equal(bytes, driver.Forwarded);
        Assert.DoesNotContain(driver.Owed, e => e.IsHidden);
    }

    [Fact]
    public void Fetching_more_of_an_allowed_portal_asks_no_second_time()
    {
        driver.Feed(PgBytes.Join(Ask.Run("select 1"), Ask.Execute("", 1), Ask.Sync));
        Assert.Equal(["parse Allow select 1", "run Allow select 1"], driver.Steps);
    }

    [Fact]
    public void A_denied_simple_query_is_replaced_by_one_that_cannot_parse()
    {
        driver.Judge = static text => text == "drop table t" ? Word.Deny : Word.Allow;
        driver.Feed(PgBytes.Join(Ask.Query("drop table t"), Ask.Query("select 2")));
        var sent = PgBytes.Messages(driver.Forwarded).ToList();
        Assert.Equal("QQ", PgBytes.Types(driver.Forwarded));
        Assert.StartsWith("!", System.Text.Encoding.UTF8.GetString(sent[0].Body), StringComparison.Ordinal);
        Assert.Equal("select 2\0", System.Text.Encoding.UTF8.GetString(sent[1].Body));
        Assert.NotNull(driver.Owed[0].Operation!.Denial);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_denial_discards_the_rest_of_its_segment_and_the_next_one_works(bool atParse)
    {
        var asked = 0;
        driver.Judge = text => text == "drop table t" && (atParse || ++asked == 2) ? Word.Deny : Word.Allow;
        driver.Feed(PgBytes.Join(Ask.Run("select 1"), Ask.Run("drop table t"), Ask.Run("select 2"), Ask.Sync, Ask.Run("select 3"), Ask.Sync));
        Assert.Equal(atParse ? "PBDEESPBDES" : "PBDEPBESPBDES", PgBytes.Types(driver.Forwarded));
        Assert.DoesNotContain("run Allow select 2", driver.Steps);
        Assert.Contains("run Allow select 3", driver.Steps);
    }

    [Fact]
    public void The_portal_that_stands_for_a_denial_cannot_be_guessed()
    {
        using var other = new RequestDriver { Judge = static _ => Word.Deny };
        driver.Judge = other.Judge;
        driver.Feed(Ask.Parse("", "select 1"));
        other.Feed(Ask.Parse("", "select 1"));
        Assert.Equal("E", PgBytes.Types(driver.Forwarded));
        Assert.NotEqual(driver.Forwarded, other.Forwarded);
    }

    [Fact]
    public void A_function_call_is_refused_without_being_asked_about()
    {
        driver.Feed(PgBytes.Join(Ask.FunctionCall(), Ask.Query("select 1")));
        Assert.Equal(["run Allow select 1"], driver.Steps);
        Assert.Equal("QQ", PgBytes.Types(driver.Forwarded));
        Assert.Equal(PgDenial.NotSupported, driver.Owed[0].Operation!.Denial!.Code);
    }

    [Fact]
    public void What_the_server_skips_until_a_sync_is_neither_sent_nor_judged_nor_waited_for()
    {
        driver.Judge = Programs.Judge;
        driver.OnAnswer = _ => driver.Pipeline.HasFailed = true;
        driver.Feed(Ask.Parse("", "selec"));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Run("insert into t values (1)"), Ask.Query("select 1"), Ask.Bind("p", "unknown"), Ask.Execute("p")));
        Assert.Equal("P", PgBytes.Types(driver.Forwarded));
        driver.Feed(PgBytes.Join(Ask.Sync, Ask.Query("select 2")));
        Assert.Equal("PSQ", PgBytes.Types(driver.Forwarded));
        Assert.Equal(["parse Allow selec", "run Allow select 2"], driver.Steps);
    }

    [Fact]
    public void Goodbye_is_told_and_what_is_put_off_is_forgotten()
    {
        driver.Judge = static _ => Word.Hold;
        Assert.True(driver.Feed(PgBytes.Join(Ask.Parse("", "delete from t"), Ask.Bind("", ""), Ask.Terminate)));
        Assert.Empty(driver.Forwarded);
        Assert.True(driver.Relay.Output.IsEmpty);
    }

    [Theory]
    [InlineData("a type of no message", "?\0\0\0\u0004")]
    [InlineData("a length below itself", "Q\0\0\0\u0003")]
    [InlineData("a negative length", "Q\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("more than the server takes", "Q\u007f\u00ff\u00ff\u00ff")]
    [InlineData("a query without its end", "Q\0\0\0\u0005x")]
    [InlineData("a query with a zero inside", "Q\0\0\0\u0007a\0\0")]
    [InlineData("a Sync with a body", "S\0\0\0\u0005x")]
    [InlineData("a Describe of nothing", "D\0\0\0\u0006X\0")]
    [InlineData("a Close of nothing", "C\0\0\0\u0006X\0")]
    [InlineData("an Execute that is cut", "E\0\0\0\u0007\0\0\0")]
    [InlineData("an Execute that is too long", "E\0\0\u0040\0")]
    [InlineData("a password after the start", "p\0\0\0\u0005\0")]
    public void What_is_no_message_ends_the_session(string what, string bytes)
    {
        var caught = Assert.Throws<WireException>(() => driver.Feed(System.Text.Encoding.Latin1.GetBytes(bytes)));
        Assert.True(caught.Message.Length > 10, what);
        Assert.Empty(driver.Forwarded);
    }

    [Fact]
    public void Any_split_of_the_bytes_gives_the_same_steps_and_output()
    {
        var random = new Random(4711);
        for (var round = 0; round < 60; round++)
        {
            var program = Programs.Random(random, 12);
            using var whole = new RequestDriver { Judge = Programs.Judge };
            whole.Feed(program);
            using var cut = new RequestDriver { Judge = Programs.Judge };
            foreach (var piece in PgBytes.Split(program, random, 1 + random.Next(40))) cut.Feed(piece);

            // Where the relay waits for answers, the driver's server answers only what was sent: that may come earlier or later, so what is compared is what reaches the server and what was asked.
            Assert.Equal(Without(whole), Without(cut));
            Assert.Equal(whole.Steps.Where(s => s != "settle"), cut.Steps.Where(s => s != "settle"));
        }
    }

    private static string Without(RequestDriver driver) => string.Join('|', PgBytes.Messages(driver.Forwarded).Where(m => m.Type != 'H').Select(m => m.Type + (m.Type == 'E' ? "" : Convert.ToHexString(m.Body))));
}
