using HoopLike.Agent.Protocols;
using HoopLike.Agent.Protocols.Postgres;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

/// <summary>Settings under which the server reads a text differently from the parser.</summary>
public sealed class PgRequestRelayMeaningTests : IDisposable
{
    private const string Risky = @"select '\', ssn from customers --'";

    private readonly RequestDriver driver = new();

    public void Dispose() => driver.Dispose();

    [Theory]
    [InlineData("set standard_conforming_strings = off")]
    [InlineData("set names 'latin1'")]
    [InlineData("reset all")]
    [InlineData("select set_config('application_name', 'x', false), set_config('standard_conforming_strings', 'off', false)")]
    [InlineData("select set_config('standard_conforming' || '_strings', 'off', false)")]
    public void After_such_a_setting_the_servers_word_is_awaited(string sql)
    {
        driver.Feed(PgBytes.Join(Ask.Query(sql), Ask.Query("select 1")));
        Assert.Equal(["run Allow " + (sql.Length > 60 ? $"{sql.Length} bytes" : sql), "settle", "run Allow select 1"], driver.Steps);
    }

    [Fact]
    public void Nothing_more_is_judged_once_a_setting_makes_text_unreadable()
    {
        driver.OnAnswer = answer =>
        {
            driver.Pipeline.UnsafeSetting = "standard_conforming_strings=off";
            driver.Succeed(answer);
        };
        var ended = Assert.Throws<SessionFailure>(() => driver.Feed(PgBytes.Join(Ask.Query("set standard_conforming_strings = off"), Ask.Query("select 1"))));
        Assert.Equal(FailureKind.NotSupported, ended.Kind);
        Assert.Single(driver.Steps, s => s.StartsWith("run", StringComparison.Ordinal));
    }

    [Fact]
    public void Within_one_segment_the_server_reports_settings_too_late_so_the_text_counts_as_unknown()
    {
        driver.Feed(PgBytes.Join(Ask.Run("set standard_conforming_strings = off"), Ask.Run(Risky), Ask.Sync));
        Assert.Equal(["parse Allow (unknown)", "run Allow (unknown)"], driver.Judged.Skip(2));
        driver.AnswerAll();
        driver.Feed(PgBytes.Join(Ask.Run(Risky), Ask.Sync));
        Assert.Equal("run Allow " + Risky, driver.Judged[^1]);
    }

    [Fact]
    public void A_text_with_backslashes_waits_for_the_answers_of_earlier_segments_and_a_plain_one_does_not()
    {
        driver.Feed(PgBytes.Join(Ask.Query("select f()"), Ask.Query("select 1"), Ask.Query(Risky)));
        Assert.Equal(["run Allow select f()", "run Allow select 1", "settle", "run Allow " + Risky], driver.Steps);
    }

    [Theory]
    [InlineData("standard_conforming_strings", "off", true)]
    [InlineData("standard_conforming_strings", "on", false)]
    [InlineData("client_encoding", "SJIS", true)]
    [InlineData("client_encoding", "sjis", true)]
    [InlineData("client_encoding", "UTF8", false)]
    [InlineData("client_encoding", "LATIN1", false)]
    [InlineData("DateStyle", "SJIS", false)]
    public void Settings_that_make_text_unreadable_are_known(string name, string value, bool isUnsafe) =>
        Assert.Equal(isUnsafe, PgResponseRelay.IsUnsafe(System.Text.Encoding.UTF8.GetBytes(name), System.Text.Encoding.UTF8.GetBytes(value)));
}
