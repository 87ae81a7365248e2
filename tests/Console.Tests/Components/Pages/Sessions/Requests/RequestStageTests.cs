using System.Security.Cryptography;
using Bunit;
using HoopLike.Console.Components.Pages.Sessions;
using HoopLike.Console.Components.Pages.Sessions.Requests;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Sessions.Replay.Bodies;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Console.Tests.Sessions;
using HoopLike.Console.Tests.Sessions.Replay;
using HoopLike.Shared.Recording;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HoopLike.Console.Tests.Components.Pages.Sessions.Requests;

public sealed class RequestStageTests : ControlTest, IAsyncLifetime
{
    const string Evil = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    RunningConsole console = null!;

    public RequestStageTests()
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

    async Task<IRenderedComponent<ReplayPanel>> ShowAsync(SomeRecording recording)
    {
        var replay = await (await StoredSession.StoreAsync(console, recording.Close(), key)).ReplayAsync(Time);
        await replay.OpenAsync(null, CancellationToken.None);
        return Render<ReplayPanel>(p => p.Add(r => r.Replay, replay));
    }

    static string Text(IRenderedComponent<IComponent> of, string selector) => of.Find(selector).TextContent;

    [Fact]
    public async Task A_session_of_requests_is_a_list_of_them_with_request_and_answer_beside()
    {
        var recording = new SomeRecording(key, protocol: "http").Request(1, "POST /orders?x=1\nContent-Type: application/json").Body(1, 0, "{\"n\":1}").Ended(1, 0, 7, "POST")
            .Answered(1, "201 Created\nContent-Type: application/json\nX-Page: 2", "{\"id\": 7}").Request(2, "GET /missing").Answered(2, "404 Not Found");
        var panel = await ShowAsync(recording);

        Assert.Equal(["POST /orders?x=1", "GET /missing"], panel.FindAll(".line .what").Select(w => w.TextContent.Trim()));
        Assert.Equal(["201", "404"], panel.FindAll(".line .badge").Where(b => b.HasAttribute("title")).Select(b => b.TextContent));
        Assert.Contains("9 B", Text(panel, ".line .facts-of"), StringComparison.Ordinal);
        Assert.Equal(["n:", "id:"], panel.FindAll(".row").Select(r => string.Concat(r.QuerySelectorAll(".name, .colon").Select(e => e.TextContent)).Trim()).Where(n => n is "n:" or "id:"));
        Assert.Contains("X-Page", Text(panel, "[aria-label='What came back'] table"), StringComparison.Ordinal);
        panel.Find("[aria-label='Next operation']").Click();
        panel.WaitForAssertion(() => Assert.Contains("/missing", Text(panel, ".request-line"), StringComparison.Ordinal));
        Assert.Equal("Request 2 of 2", Text(panel, ".said"));
    }

    [Fact]
    public async Task Nothing_that_was_recorded_is_markup()
    {
        var json = System.Text.Json.JsonSerializer.Serialize(new { model = Evil, messages = new[] { new { role = Evil, content = Evil } } });
        var recording = new SomeRecording(key, protocol: "http").Request(1, $"{Evil} /{Evil}\n{Evil}: {Evil}\nContent-Type: application/json", run: new RunIds(Run: Evil)).Body(1, 0, json).Ended(1, 0, 9, Evil)
            .Add(RecordKind.Error, new MessageEvent(1, Evil, Evil, Evil, Evil, Evil)).Answered(1, $"200 {Evil}\nContent-Type: text/csv", $"a,b\n{Evil},{Evil}");

        var panel = await ShowAsync(recording);

        Assert.Empty(panel.FindAll("script, img, [onerror]"));
        Assert.Contains(Evil, Text(panel, ".conversation"), StringComparison.Ordinal);
        foreach (var view in panel.FindAll(".views button").Select(b => b.TextContent).ToList())
        {
            panel.FindAll(".views button").First(b => b.TextContent == view).Click();
            Assert.Empty(panel.FindAll("script, img, [onerror]"));
        }
    }

    [Fact]
    public void A_tree_opens_closes_finds_and_copies()
    {
        var items = string.Join(',', Enumerable.Range(0, 150).Select(i => $"{{\"n\":{i}}}"));
        var tree = Render<JsonTree>(p => p.Add(t => t.Name, "sent").Add(t => t.Json, $"{{\"a b\": {{\"c\": \"x\"}}, \"list\": [{items}]}}"));

        var list = tree.FindAll("[role=treeitem]").Single(r => r.TextContent.Contains("150 elements", StringComparison.Ordinal));
        Assert.Equal("false", list.GetAttribute("aria-expanded"));
        list.QuerySelector("[data-open]")!.Click();
        Assert.Contains("50 more", tree.Markup, StringComparison.Ordinal);
        tree.FindAll("[data-open]").Single(r => r.TextContent.Contains("50 more", StringComparison.Ordinal)).Click();
        Assert.DoesNotContain("50 more", tree.Markup, StringComparison.Ordinal);
        tree.Find("input").Input("149");
        Assert.Contains("hits", Text(tree, "[role=status]"), StringComparison.Ordinal);
        var hit = tree.FindAll(".row.hit").Single(r => r.QuerySelector(".name")!.TextContent == "n");
        hit.Click();
        Assert.Equal("$.list[149].n", Text(tree, ".chosen code"));
        Assert.Equal(["$.list[149].n", "149"], tree.FindAll(".chosen [data-copy]").Select(b => b.GetAttribute("data-copy")));
        tree.FindAll("[role=treeitem]").Single(r => r.QuerySelector(".name")?.TextContent == "c").Click();
        Assert.Equal("$['a b'].c", Text(tree, ".chosen code"));
        Assert.Single(tree.FindAll("[role=treeitem][tabindex='0']"));
    }

    [Fact]
    public void A_stream_plays_at_the_pace_at_which_it_came()
    {
        var at = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
        var pieces = new[] { "one", "two", "three" }.Select((word, i) => new BodyPiece(at.AddSeconds(i), $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"{word} \"}}}}]}}\n\n"));
        var body = new BodyDetail([.. pieces], 100, false, new ResultEvent(1, 1, null, null, null, 0, 100, "aa", false, 0, 1, "200 OK"));
        var player = Render<StreamPlayer>(p => p.Add(s => s.Kind, BodyKind.Events).Add(s => s.Body, body).Add(s => s.Name, "received"));
        Assert.Equal("one two three ", Text(player, ".said"));

        player.FindAll("button")[0].Click();
        player.WaitForAssertion(() => Assert.Equal("one ", Text(player, ".said")));
        Time.Advance(TimeSpan.FromSeconds(1.05));
        player.WaitForAssertion(() => Assert.Equal("one two ", Text(player, ".said")));
        player.FindAll("button")[0].Click();
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("one two ", Text(player, ".said"));
        player.Find("[aria-label='Next event']").Click();
        player.WaitForAssertion(() => Assert.Equal("3 of 3 events", Text(player, "[role=status]")));
        player.Find("[aria-label='Previous event']").Click();
        player.WaitForAssertion(() => Assert.Equal("one two ", Text(player, ".said")));
        Assert.Equal(2, player.FindAll(".events li").Count);
    }

    [Theory]
    [InlineData("image/png", 0, "Binary: the recording keeps its size and its digest.")]
    [InlineData("application/json", 0, "The recording keeps its size and its digest: it was encoded, or could not be read under the masking rules.")]
    [InlineData("application/x-www-form-urlencoded", 1, "a b")]
    [InlineData("text/csv", 1, "a+b=c")]
    [InlineData("text/plain", 1, "a+b=c")]
    public void A_body_is_shown_as_what_it_is(string type, int pieces, string shown)
    {
        var end = new ResultEvent(1, 1, null, null, null, 0, 5, new string('b', 64), pieces == 0, 0, 1, "200 OK");
        var view = Render<BodyView>(p => p.Add(v => v.Name, "received").Add(v => v.Type, type).Add(v => v.Body, new BodyDetail([.. Enumerable.Repeat(new BodyPiece(DateTimeOffset.UnixEpoch, "a+b=c"), pieces)], 5, false, end)));

        Assert.Contains(shown, view.Markup, StringComparison.Ordinal);
        Assert.Equal(new string('b', 64), view.Find("[data-copy]").GetAttribute("data-copy"));
    }
}
