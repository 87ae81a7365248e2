using System.Security.Cryptography;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Console.Tests.Sessions.Replay;

[Collection(nameof(Stores))]
public sealed class SessionTimelineTests(Stores stores) : IDisposable
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static TheoryData<string> Providers => Stores.Providers;

    public void Dispose() => key.Dispose();

    /// <summary>300 operations ten seconds from each other: sequence 2n-1 of operation n. Every hundredth is denied.</summary>
    async Task<StoredSession> LongAsync(RunningConsole console)
    {
        var recording = new SomeRecording(key);
        for (var op = 1; op <= 300; op++) recording.Wait(TimeSpan.FromSeconds(10)).Operation(op, $"select {op} as Word{op}_", op % 100 == 0 ? "deny" : "allow");
        return await StoredSession.StoreAsync(console, recording.Close(), key);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_operation_is_found_by_time_number_place_and_words(string provider)
    {
        await using var console = await stores.StartAsync(provider);
        var stored = await LongAsync(console);
        var entity = await stored.EntityAsync();
        var start = entity.StartedAt;

        Assert.Equal(17, (await stored.Timeline.AtTimeAsync(entity, start.AddSeconds(179), CancellationToken.None))!.Number);
        Assert.Equal(1, (await stored.Timeline.AtTimeAsync(entity, start.AddSeconds(-5), CancellationToken.None))!.Number);
        Assert.Equal(300, (await stored.Timeline.AtTimeAsync(entity, start.AddDays(1), CancellationToken.None))!.Number);
        Assert.Equal(222, (await stored.Timeline.AtNumberAsync(entity, 222, CancellationToken.None))!.Number);
        Assert.Equal([5, 6, 7], (await stored.Timeline.WindowAsync(stored.Id, 9, upwards: true, 3, CancellationToken.None)).Select(l => l.Number));
        Assert.Equal([3, 4, 5], (await stored.Timeline.WindowAsync(stored.Id, 10, upwards: false, 3, CancellationToken.None)).Select(l => l.Number));
        Assert.Equal(250, (await stored.Timeline.SearchAsync(stored.Id, "WORD250_", 1, upwards: true, CancellationToken.None))!.Number);
        Assert.Equal(39, (await stored.Timeline.SearchAsync(stored.Id, "word3", 100, upwards: false, CancellationToken.None))!.Number);
        Assert.Null(await stored.Timeline.SearchAsync(stored.Id, "100%", 0, upwards: true, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_replay_steps_searches_and_lists_only_what_is_asked_for(string provider)
    {
        await using var console = await stores.StartAsync(provider);
        var replay = await (await LongAsync(console)).ReplayAsync();
        await replay.OpenAsync(null, CancellationToken.None);
        Assert.Equal(1, replay.Current!.Number);

        Assert.True(await replay.StepAsync(true, CancellationToken.None));
        Assert.Equal(2, replay.Current!.Number);
        Assert.True(await replay.SearchAsync("word299_", true, CancellationToken.None));
        Assert.True(await replay.SearchAsync("word2_", true, CancellationToken.None));
        Assert.Equal(2, replay.Current!.Number);
        Assert.False(await replay.SearchAsync("nowhere", true, CancellationToken.None));
        await replay.Window.FilterAsync([MarkKind.Denied], 0, CancellationToken.None);
        Assert.Equal([100, 200, 300], replay.Window.Lines.Select(l => l.Number));
        Assert.True(await replay.StepAsync(true, CancellationToken.None));
        Assert.Equal(100, replay.Current!.Number);
        Assert.False(await replay.StepAsync(false, CancellationToken.None));
        await replay.Window.FilterAsync([], replay.Current.Sequence, CancellationToken.None);
        Assert.Contains(replay.Window.Lines, l => l.Number == 100);
    }

    [Fact]
    public async Task A_list_moves_over_the_operations_and_never_holds_them_all()
    {
        await using var console = await stores.StartAsync("sqlite");
        var replay = await (await LongAsync(console)).ReplayAsync();
        await replay.OpenAsync(null, CancellationToken.None);
        var window = replay.Window;
        for (var i = 0; i < 10 && window.HasLater; i++) await window.LaterAsync(CancellationToken.None);
        Assert.Equal(300, window.Lines[^1].Number);
        Assert.InRange(window.Lines.Count, 100, 180);
        Assert.True(window.HasEarlier);
        for (var i = 0; i < 10 && window.HasEarlier; i++) await window.EarlierAsync(CancellationToken.None);
        Assert.Equal(1, window.Lines[0].Number);
        Assert.True(window.HasLater);
        Assert.Equal(Enumerable.Range(1, window.Lines.Count).Select(n => (long)n), window.Lines.Select(l => l.Number));
    }

    [Fact]
    public async Task Playing_shows_each_operation_when_it_is_due_and_stops_at_the_end()
    {
        var time = new ManualTime();
        await using var console = await stores.StartAsync("sqlite");
        var recording = new SomeRecording(key);
        recording.Wait(TimeSpan.FromSeconds(1)).Operation(1, "one").Wait(TimeSpan.FromSeconds(1)).Operation(2, "two").Wait(TimeSpan.FromHours(3)).Operation(3, "three").Wait(TimeSpan.FromSeconds(1));
        var replay = await (await StoredSession.StoreAsync(console, recording.Close(), key)).ReplayAsync(time);
        await replay.OpenAsync(null, CancellationToken.None);
        await replay.PlayAsync(CancellationToken.None);
        Assert.Equal(1, replay.Current!.Number);
        await TickAsync(1.1);
        Assert.Equal(2, replay.Current!.Number);
        await TickAsync(0.5);
        Assert.Equal(2, replay.Current!.Number);
        await TickAsync(0.7);
        Assert.Equal(3, replay.Current!.Number);
        await TickAsync(3);
        Assert.False(replay.Clock.IsPlaying);
        await replay.PlayAsync(CancellationToken.None);
        Assert.Equal(1, replay.Current!.Number);

        Task TickAsync(double seconds)
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            return replay.TickAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_live_session_is_followed_until_the_viewer_goes_elsewhere()
    {
        await using var console = await stores.StartAsync("sqlite");
        var recording = new SomeRecording(key).Operation(1, "one");
        var stored = await StoredSession.StoreAsync(console, recording, key);
        var replay = await stored.ReplayAsync();
        await replay.OpenAsync(null, CancellationToken.None);
        Assert.True(replay.Follows);
        await MoreAsync(2);
        Assert.Equal(2, replay.Current!.Number);
        await replay.StepAsync(false, CancellationToken.None);
        await MoreAsync(3);
        Assert.Equal(1, replay.Current!.Number);
        Assert.Equal([1, 2, 3], replay.Window.Lines.Select(l => l.Number));
        await replay.FollowAsync(CancellationToken.None);
        Assert.Equal(3, replay.Current!.Number);

        async Task MoreAsync(int op)
        {
            recording.Operation(op, "more");
            await stored.AppendAsync();
            await replay.RenewAsync(await stored.EntityAsync(), CancellationToken.None);
        }
    }
}
