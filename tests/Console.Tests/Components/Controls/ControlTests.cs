using System.Collections.Immutable;
using Bunit;
using HoopLike.Console.Components.Controls;
using Xunit;

namespace HoopLike.Console.Tests.Components.Controls;

public sealed class ControlTests : ControlTest
{
    [Fact]
    public void A_moment_is_said_in_words_with_the_viewers_clock_and_utc_behind_it()
    {
        var ago = Render<When>(p => p.Add(w => w.At, Time.GetUtcNow().AddMinutes(-3.5))).Find("time");
        Assert.Equal("3 min ago", ago.TextContent);
        var summer = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
        var shown = Render<When>(p => p.Add(w => w.At, summer).Add(w => w.Exact, true).AddCascadingValue(ViewerZone.Of("Europe/Berlin"))).Find("time");
        Assert.Equal("2026-07-01 14:00:00", shown.TextContent);
        Assert.Equal("2026-07-01 14:00:00 Europe/Berlin\n2026-07-01 12:00:00 UTC", shown.GetAttribute("title"));
    }

    [Fact]
    public void A_browser_that_names_no_zone_or_a_wrong_one_gets_utc()
    {
        Assert.Same(ViewerZone.Utc, ViewerZone.Of(null));
        Assert.Same(ViewerZone.Utc, ViewerZone.Of("../../etc/passwd"));
        Assert.Equal(TimeSpan.FromHours(3), ViewerZone.Of("Europe/Berlin").From(new DateTime(2026, 3, 29, 2, 30, 0)).ToUniversalTime().TimeOfDay + TimeSpan.FromHours(1.5));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("select '<img src=x onerror=alert(1)>' -- </pre>")]
    public void What_a_statement_says_is_never_markup(string sql)
    {
        var shown = Render<SqlText>(p => p.Add(s => s.Sql, sql));
        Assert.Equal(sql, shown.Find("code").TextContent);
        Assert.Empty(shown.FindAll("script, img"));
    }

    [Fact]
    public void Words_are_added_by_enter_comma_and_paste_and_taken_away_by_their_button()
    {
        ImmutableArray<string> words = ["dba"];
        var list = Render<WordList>(p => p.Add(w => w.Id, "groups").Add(w => w.Label, "Groups").Bind(w => w.Values, words, v => words = v));
        list.Find("input").Input("analysts");
        list.Find("input").KeyDown("Enter");
        Assert.Equal<string>(["dba", "analysts"], words);
        list.Render(p => p.Add(w => w.Values, words));
        list.Find("input").Input("a, b,dba");
        Assert.Equal<string>(["dba", "analysts", "a", "b"], words);
        list.Render(p => p.Add(w => w.Values, words));
        list.Find("button[aria-label='Remove analysts']").Click();
        Assert.Equal<string>(["dba", "a", "b"], words);
    }

    [Fact]
    public void A_comparison_marks_what_came_and_what_went()
    {
        Assert.Equal([(' ', "a"), ('-', "b"), ('+', "x"), (' ', "c")], LineDiff.Of("a\nb\nc\n", "a\nx\nc").Select(l => (l.Mark, l.Text)));
        Assert.Empty(LineDiff.Of("", ""));
    }

    [Theory]
    [InlineData("select 1 from t where a = 'x''y' -- end")]
    [InlineData("$$ body $$ $1 \"Na\"\"me\" 12.5 /* open")]
    [InlineData("'unclosed")]
    public void A_statement_cut_for_the_eye_is_the_same_statement(string sql) => Assert.Equal(sql, string.Concat(SqlParts.Of(sql).Select(p => p.Text)));
}
