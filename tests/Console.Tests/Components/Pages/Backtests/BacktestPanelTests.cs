using Bunit;
using HoopLike.Console.Agents.Backtests;
using HoopLike.Console.Components.Pages.Backtests;
using HoopLike.Console.Configuration;
using HoopLike.Console.Tests.Agents.Backtests;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Backtests;

public sealed class BacktestPanelTests : ControlTest
{
    const string Draft = "policies: [{name: no-reading, effect: deny, scope: operation, match: {sql: {tables: [public.salaries]}}}]";
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Shows_what_would_end_differently_with_its_picture_its_reason_and_the_way_into_the_replay()
    {
        await using var console = await StartAsync(60);
        var panel = Show(console, Draft);

        panel.Find("form").Submit();

        panel.WaitForAssertion(() => Assert.Contains("60 newly denied", panel.Find("[role=status]").TextContent, StringComparison.Ordinal), patience);
        Assert.Equal(50, panel.FindAll("#backtest-changes tbody tr").Count);
        Assert.Contains("no-reading", panel.Find("table.reasons").TextContent, StringComparison.Ordinal);
        Assert.Contains("?at=", panel.Find("#backtest-changes a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("60 newly denied", panel.Find("figcaption").TextContent, StringComparison.Ordinal);

        panel.Find("[data-more]").Click();
        panel.WaitForAssertion(() => Assert.Equal(60, panel.FindAll("#backtest-changes tbody tr").Count), patience);
    }

    [Fact]
    public async Task Says_that_nothing_would_have_been_different_and_that_nothing_was_recorded()
    {
        await using var console = await StartAsync(3);
        var panel = Show(console, "");

        panel.Find("form").Submit();
        panel.WaitForAssertion(() => Assert.Contains("Nothing would have been different", panel.Markup, StringComparison.Ordinal), patience);

        panel.Find("#backtest-span").Change("1h");
        panel.Find("form").Submit();
        panel.WaitForAssertion(() => Assert.Contains("Nothing was recorded in the last hour", panel.Markup, StringComparison.Ordinal), patience);
    }

    [Fact]
    public async Task Mistakes_are_told_line_by_line()
    {
        await using var console = await StartAsync(0);
        var panel = Show(console, "policies:\n  - {name: x, effect: forbid, scope: operation}");

        panel.Find("form").Submit();

        panel.WaitForAssertion(() => Assert.Contains("line 2: policies[0].effect", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal), patience);
    }

    [Fact]
    public async Task A_search_is_cancelled_and_an_answer_about_other_rules_is_marked()
    {
        await using var console = await StartAsync(3);
        var begun = new TaskCompletionSource();
        var choice = new BacktestChoice("it", async stop =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return null!;
        });
        Services.AddSingleton(console.Get<PolicyBacktest>());
        var panel = Render<BacktestPanel>(p => p.Add(x => x.Choices, [choice]).Add(x => x.Intro, ""));

        panel.Find("form").Submit();
        await begun.Task;
        panel.WaitForAssertion(() => Assert.NotNull(panel.Find("progress")), patience);
        panel.Find("button[type=button]").Click();
        panel.WaitForAssertion(() => Assert.Contains("Cancelled", panel.Find("[role=status]").TextContent, StringComparison.Ordinal), patience);

        panel.Render(p => p.Add(x => x.Choices, [Choice(console, Draft)]).Add(x => x.Version, "one"));
        panel.Find("form").Submit();
        panel.WaitForAssertion(() => Assert.Contains("newly denied", panel.Find("[role=status]").TextContent, StringComparison.Ordinal), patience);
        panel.Render(p => p.Add(x => x.Version, "two"));
        Assert.Contains("The rules changed since", panel.Markup, StringComparison.Ordinal);
    }

    IRenderedComponent<BacktestPanel> Show(RunningConsole console, string yaml)
    {
        Services.AddSingleton(console.Get<PolicyBacktest>());
        return Render<BacktestPanel>(p => p.Add(x => x.Choices, [Choice(console, yaml)]).Add(x => x.Intro, ""));
    }

    static BacktestChoice Choice(RunningConsole console, string yaml) => new("it", stop => console.Get<BacktestText>().ReadAsync(yaml, BacktestMode.Merge, stop));

    async Task<RunningConsole> StartAsync(int operations)
    {
        var console = await RunningConsole.StartAsync(SomeConfig.Yaml);
        var history = new RecordedHistory(console);
        var session = history.Session();
        for (var n = 0; n < operations; n++) history.Operation(session, "select * from public.salaries");
        await history.StoreAsync();
        return console;
    }
}
