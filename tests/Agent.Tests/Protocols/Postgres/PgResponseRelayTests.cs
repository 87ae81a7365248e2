using HoopLike.Agent.Protocols.Postgres;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Postgres;

public sealed class PgResponseRelayTests : IAsyncLifetime
{
    private static readonly PgDenial denial = new("42501", "not here", "Policy: nobody");

    private readonly ResponseDriver driver = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await driver.DisposeAsync();

    [Fact]
    public void A_clear_result_passes_unchanged_and_is_recorded()
    {
        driver.Query("select 1");
        var answer = PgBytes.Join(Answer.Columns("a", "b"), Answer.Row("1", null), Answer.Row("", "x"), Answer.Complete("SELECT 2"), Answer.Ready());
        Assert.Equal(answer, driver.Feed(answer));
        Assert.True(driver.Pipeline.IsSettled);
        var result = driver.Events().Single(e => e.Kind == RecordKind.Result).Read<ResultEvent>();
        Assert.Equal((1, 2, "SELECT 2", 0), (result.Op, result.Rows, result.Tag, result.MaskedValues));
    }

    [Fact]
    public void Masked_columns_are_masked_before_they_are_recorded_and_delivered()
    {
        driver.Query("select id, ssn from customers");
        var got = driver.Feed(Answer.Columns("id", "ssn"), Answer.Row("1", FakeRules.Secret), Answer.Row("2", null), Answer.Row("3", "null me"), Answer.Row("4", "public"), Answer.Complete("SELECT 4"), Answer.Ready());
        Assert.Equal(
            PgBytes.Join(Answer.Columns("id", "ssn"), Answer.Row("1", "***"), Answer.Row("2", null), Answer.Row("3", null), Answer.Row("4", "public"), Answer.Complete("SELECT 4"), Answer.Ready()),
            got);
        var result = driver.Events().Single(e => e.Kind == RecordKind.Result);
        Assert.Equal(2, result.Read<ResultEvent>().MaskedValues);
        Assert.DoesNotContain(FakeRules.Secret, System.Text.Encoding.UTF8.GetString(result.Payload.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_we_asked_for_is_not_shown()
    {
        driver.Run("select ssn from customers");
        driver.Expect(PgExpects.Ready);
        var got = driver.Feed(Answer.ParseComplete, Answer.BindComplete, Answer.Columns("ssn"), Answer.Row("x"), Answer.Complete("SELECT 1"), Answer.Ready());
        Assert.Equal(PgBytes.Join(Answer.ParseComplete, Answer.BindComplete, Answer.Row("***"), Answer.Complete("SELECT 1"), Answer.Ready()), got);
    }

    [Fact]
    public void What_the_client_asked_to_describe_is_shown()
    {
        driver.Run("select 1", isHidden: false);
        driver.Expect(PgExpects.StatementDescription);
        driver.Expect(PgExpects.CloseComplete);
        var answer = PgBytes.Join(
            Answer.ParseComplete, Answer.BindComplete, Answer.Columns("a"), Answer.Row("1"), Answer.Complete("SELECT 1"), Answer.Parameters(), Answer.Columns("ssn"), Answer.CloseComplete);
        Assert.Equal(answer, driver.Feed(answer));
        Assert.True(driver.Pipeline.IsSettled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_statement_without_rows_has_no_data(bool isHidden)
    {
        driver.Run("insert into t values (1)", isHidden);
        Assert.Equal(isHidden ? "12C" : "12nC", PgBytes.Types(driver.Feed(Answer.ParseComplete, Answer.BindComplete, Answer.NoData, Answer.Complete("INSERT 0 1"))));
    }

    [Fact]
    public void A_suspended_portal_goes_on_under_the_same_plan()
    {
        var operation = driver.Run("select ssn from customers");
        driver.Feed(Answer.ParseComplete, Answer.BindComplete, Answer.Columns("ssn"), Answer.Row("x"), Answer.Suspended);
        driver.Execute(operation);
        Assert.Equal(PgBytes.Join(Answer.Row("***"), Answer.Complete("SELECT 1")), driver.Feed(Answer.Row("y"), Answer.Complete("SELECT 1")));
        Assert.Equal(2, driver.Events().Count(e => e.Kind == RecordKind.Result));
    }

    [Fact]
    public void Each_statement_of_a_query_has_its_own_plan_and_number()
    {
        driver.Query("select 1; select ssn from customers; ; select 2");
        var got = driver.Feed(
            Answer.Columns("a"), Answer.Row("1"), Answer.Complete("SELECT 1"), Answer.Columns("ssn"), Answer.Row("1"), Answer.Complete("SELECT 1"), Answer.Columns("a"), Answer.Row("1"), Answer.Complete("SELECT 1"), Answer.Ready());
        Assert.Equal(["1", "***", "1"], PgBytes.Messages(got).Where(m => m.Type == 'D').Select(m => System.Text.Encoding.UTF8.GetString(m.Body.AsSpan(6))));
        Assert.Equal([0, 1, 2], driver.Events().Where(e => e.Kind == RecordKind.Result).Select(e => e.Read<ResultEvent>().Statement));
    }

    [Fact]
    public void The_error_in_place_of_a_denied_query_is_ours_and_the_transaction_status_the_servers()
    {
        driver.Query("drop table t", denial);
        var got = PgBytes.Messages(driver.Feed(Answer.Error("42601", "syntax error at or near \"!\""), Answer.Ready('E'))).ToList();
        Assert.Contains("C42501\0Mnot here\0DPolicy: nobody\0", System.Text.Encoding.UTF8.GetString(got[0].Body), StringComparison.Ordinal);
        Assert.Equal("E", System.Text.Encoding.UTF8.GetString(got[1].Body));
        Assert.Equal("42501", driver.Events().Single(e => e.Kind == RecordKind.Error).Read<MessageEvent>().Code);
    }

    [Fact]
    public void A_denied_execute_is_told_ours_and_nothing_more_until_the_sync()
    {
        driver.Run("select 1");
        driver.Execute(driver.Operation(null, denial));
        driver.Expect(PgExpects.Ready);
        var got = driver.Feed(Answer.ParseComplete, Answer.BindComplete, Answer.Columns("a"), Answer.Complete("SELECT 0"), Answer.Error("34000", "no such portal hooplike-1234"), Answer.Ready());
        Assert.Equal("12CEZ", PgBytes.Types(got));
        Assert.DoesNotContain("hooplike-1234", System.Text.Encoding.UTF8.GetString(got), StringComparison.Ordinal);
        Assert.True(driver.Pipeline.IsSettled);
    }

    [Fact]
    public void An_error_before_a_denied_execute_is_the_servers_own()
    {
        driver.Run("select 1/0");
        driver.Execute(driver.Operation(null, denial));
        driver.Expect(PgExpects.Ready);
        var got = driver.Feed(Answer.ParseComplete, Answer.BindComplete, Answer.Columns("a"), Answer.Error("22012", "division by zero"), Answer.Ready());
        Assert.Contains("22012", System.Text.Encoding.UTF8.GetString(got), StringComparison.Ordinal);
        Assert.Equal("12EZ", PgBytes.Types(got));
        Assert.False(driver.Pipeline.HasFailed);
    }

    [Fact]
    public void What_a_failure_skips_has_failed_and_the_next_segment_is_answered()
    {
        var skipped = driver.Run("selec");
        driver.Query("select 'skipped too'");
        driver.Expect(PgExpects.Ready);
        driver.Query("select 2");
        Assert.Equal("E", PgBytes.Types(driver.Feed(Answer.Error("42601", "no"))));
        Assert.True(driver.Pipeline.HasFailed);
        Assert.Equal("ZTCZ", PgBytes.Types(driver.Feed(Answer.Ready(), Answer.Columns("a"), Answer.Complete("SELECT 0"), Answer.Ready())));
        Assert.True(skipped.HasFailed);
        Assert.True(driver.Pipeline.IsSettled);
    }

    [Fact]
    public void An_error_in_the_middle_of_rows_ends_the_record_of_what_was_delivered()
    {
        driver.Query("select 1/a from t");
        driver.Feed(Answer.Columns("a"), Answer.Row("1"), Answer.Row("2"), Answer.Error("22012", "division by zero"), Answer.Ready());
        var result = driver.Events().Single(e => e.Kind == RecordKind.Result).Read<ResultEvent>();
        Assert.Equal(2, result.Rows);
    }

    [Fact]
    public void Errors_notices_and_notifications_are_masked_in_record_and_answer()
    {
        driver.Query("insert into t values (1)");
        var got = driver.Feed(
            Answer.Notice($"notice {FakeRules.Secret}"), Answer.Notification("c", $"payload {FakeRules.Secret}"), Answer.Error("23505", $"Key (ssn)=({FakeRules.Secret}) exists"), Answer.Ready());
        Assert.Equal("NAEZ", PgBytes.Types(got));
        Assert.Equal(3, System.Text.Encoding.UTF8.GetString(got).Split(FakeRules.Mask).Length - 1);
        Assert.DoesNotContain(FakeRules.Secret, System.Text.Encoding.UTF8.GetString(got), StringComparison.Ordinal);
        Assert.All(driver.Events(), e => Assert.DoesNotContain(FakeRules.Secret, System.Text.Encoding.UTF8.GetString(e.Payload.Span), StringComparison.Ordinal));
    }

    [Fact]
    public void Notices_notifications_settings_and_fatal_errors_may_come_while_nothing_is_owed()
    {
        var answer = PgBytes.Join(Answer.Notice("a"), Answer.Notification("c", "p"), Answer.Setting("TimeZone", "UTC"), Answer.Error("57P01", "terminating", "FATAL"));
        Assert.Equal(answer, driver.Feed(answer));
        Assert.Null(driver.Pipeline.UnsafeSetting);
    }

    [Fact]
    public void A_setting_that_makes_text_unreadable_is_noted()
    {
        driver.Feed(Answer.Setting("standard_conforming_strings", "off"));
        Assert.Equal("standard_conforming_strings=off", driver.Pipeline.UnsafeSetting);
    }

    [Fact]
    public void A_catalogue_that_lacks_a_relation_is_read_again_before_the_result_is_planned()
    {
        driver.Rules.OldCatalogues = 1;
        driver.Query("select 1");
        Assert.Equal("TC", PgBytes.Types(driver.Feed(Answer.Columns("a"), Answer.Complete("SELECT 0"))));
        Assert.Equal(1, driver.Refreshes);
    }

    [Theory]
    [InlineData("CREATE TABLE", 1)]
    [InlineData("DROP VIEW", 1)]
    [InlineData("ALTER TABLE", 1)]
    [InlineData("COMMIT PREPARED", 1)]
    [InlineData("INSERT 0 1", 0)]
    public void A_schema_change_is_told(string tag, int changes)
    {
        driver.Query("anything at all");
        driver.Feed(Answer.Complete(tag), Answer.Ready());
        // At the tag, and again when the transaction has ended: others see it only then.
        Assert.Equal(changes * 2, driver.Rules.SchemaChanges);
    }

    [Fact]
    public void The_end_of_a_transaction_is_noted_by_segment()
    {
        driver.Query("begin");
        driver.Feed(Answer.Complete("BEGIN"), Answer.Ready('T'));
        Assert.Equal(-1, driver.Pipeline.IdleSegment);
        driver.Query("commit");
        driver.Feed(Answer.Complete("COMMIT"), Answer.Ready());
        Assert.Equal(1, driver.Pipeline.IdleSegment);
    }
}
