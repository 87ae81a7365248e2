using System.Collections.Immutable;
using System.Security.Cryptography;
using AngleSharp.Dom;
using Bunit;
using HoopLike.Console.Components.Pages.Sessions;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Console.Tests.Sessions;
using HoopLike.Console.Tests.Sessions.Replay;
using HoopLike.Shared.Recording;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Sessions;

public sealed class ReplayPanelTests : ControlTest, IAsyncLifetime
{
    const string Evil = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    RunningConsole console = null!;

    public ReplayPanelTests()
    {
        Services.AddScoped<BrowserSide>();
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public async Task InitializeAsync() => console = await RunningConsole.StartAsync();

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await console.DisposeAsync();
        key.Dispose();
    }

    async Task<(IRenderedComponent<ReplayPanel> Panel, ReplayState Replay)> ShowAsync(SomeRecording recording)
    {
        var replay = await (await StoredSession.StoreAsync(console, recording.Close(), key)).ReplayAsync(Time);
        await replay.OpenAsync(null, CancellationToken.None);
        return (Render<ReplayPanel>(p => p.Add(r => r.Replay, replay)), replay);
    }

    [Fact]
    public async Task Buttons_step_and_play_and_the_stage_shows_the_operation()
    {
        var (panel, replay) = await ShowAsync(new SomeRecording(key).Operation(1, "select one").Wait(TimeSpan.FromMinutes(9)).Operation(2, "select two"));
        Assert.Contains("select one", panel.Find(".stage").TextContent, StringComparison.Ordinal);

        panel.Find("[aria-label='Next operation']").Click();
        panel.WaitForAssertion(() => Assert.Contains("select two", panel.Find(".stage").TextContent, StringComparison.Ordinal));
        panel.Find("[aria-label='Previous operation']").Click();
        panel.WaitForAssertion(() => Assert.Contains("select one", panel.Find(".stage").TextContent, StringComparison.Ordinal));
        panel.Find("#replay-play").Click();
        panel.WaitForAssertion(() => Assert.Equal("Pause", Word(panel)));
        Time.Advance(TimeSpan.FromSeconds(1.2));
        panel.WaitForAssertion(() => Assert.Contains("select two", panel.Find(".stage").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        panel.Find("#replay-speed").Change("16");
        panel.WaitForAssertion(() => Assert.Equal(16, replay.Clock.Speed));
    }

    [Fact]
    public async Task A_press_on_a_mark_leads_to_its_operation_and_a_filter_leaves_only_such()
    {
        var recording = new SomeRecording(key);
        for (var op = 1; op <= 50; op++) recording.Wait(TimeSpan.FromSeconds(1)).Operation(op, $"select {op}", op == 37 ? "deny" : "allow");
        var (panel, replay) = await ShowAsync(recording);
        var line = panel.FindComponent<TimeLine>();

        await panel.InvokeAsync(() => line.Instance.SlideTo(line.Instance.Axis.PlaceOf(replay.Session.StartedAt.AddSeconds(37.4)), 0.9));
        panel.WaitForAssertion(() => Assert.Equal(37, replay.Current!.Number));
        await panel.InvokeAsync(() => line.Instance.Press("Home"));
        panel.WaitForAssertion(() => Assert.Equal(1, replay.Current!.Number));
        panel.FindAll(".filters button").Single(b => b.TextContent.Contains("denied", StringComparison.Ordinal)).Click();
        panel.WaitForAssertion(() => Assert.Equal("#37", Assert.Single(panel.FindAll(".line .number")).TextContent));
    }

    [Fact]
    public async Task A_search_says_whether_it_hit()
    {
        var (panel, replay) = await ShowAsync(new SomeRecording(key).Operation(1, "select one").Operation(2, "select needle"));

        panel.Find("#replay-search").Input("NEEDLE");
        panel.Find("form.search").Submit();
        panel.WaitForAssertion(() => Assert.Equal("Hit in operation 2 of 2", panel.Find(".said").TextContent));
        Assert.Equal(2, replay.Current!.Number);
        panel.Find("#replay-search").Input("haystack");
        panel.Find("form.search").Submit();
        panel.WaitForAssertion(() => Assert.Equal("No statement has these words.", panel.Find(".said").TextContent));
    }

    [Fact]
    public async Task Nothing_that_was_recorded_is_markup()
    {
        var recording = new SomeRecording(key, identity: Evil, connection: Evil);
        recording.Add(RecordKind.Operation, new OperationEvent(1, 0, new RecordedText($"select '{Evil}'"), [new RecordedText(Evil)], [Evil], [Evil], "allow", Evil, [Evil]));
        recording.Add(RecordKind.Held, new HeldEvent(1, Guid.NewGuid(), Evil, Evil));
        recording.Add(RecordKind.Decided, new DecidedEvent(1, Guid.NewGuid(), Shared.Contracts.ApprovalStatus.Denied, [Evil], Evil));
        recording.Add(RecordKind.Error, new MessageEvent(1, Evil, Evil, Evil, Evil, Evil));
        recording.Add(RecordKind.Notification, new NotificationEvent(Evil, Evil, 1));
        ImmutableArray<ImmutableArray<RecordedText?>> rows = [[new RecordedText(Evil), null]];
        recording.Add(RecordKind.Result, new ResultEvent(1, 0, [Evil, Evil], rows, [new RecordedText(Evil)], 1, 10, "00", false, 1, 100, Evil));
        var (panel, replay) = await ShowAsync(recording);
        var facts = Render<SessionFacts>(p => p.Add(f => f.Session, replay.Session));

        foreach (var shown in new IEnumerable<IElement>[] { panel.FindAll("script, img, [onerror]"), facts.FindAll("script, img, [onerror]") }) Assert.Empty(shown);
        Assert.Equal([Evil, Evil], panel.FindAll(".stage th").Select(h => h.TextContent));
        Assert.Equal([Evil, "NULL"], panel.FindAll(".stage td").Select(h => h.TextContent.Trim()));
        Assert.Equal($"select '{Evil}'", panel.Find(".stage pre code").TextContent);
        Assert.Contains(Evil, facts.Find("dd").TextContent, StringComparison.Ordinal);
    }

    static string Word(IRenderedComponent<ReplayPanel> panel) => panel.Find("#replay-play").LastChild!.TextContent.Trim();
}
