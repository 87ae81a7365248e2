using HoopLike.Agent.Callers;
using HoopLike.Agent.Callers.Door;
using Xunit;

namespace HoopLike.Agent.Tests.Callers.Door;

public sealed class DoorTokenTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly List<string> remarks = [];
    private readonly DoorToken token;
    private int issued;
    private CallerFailure? away;

    public DoorTokenTests() => token = new DoorToken(IssueAsync, remarks.Add, time);

    public void Dispose() => token.Dispose();

    [Fact]
    public async Task One_token_serves_all_who_come_at_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => token.GetAsync(default)));

        Assert.All(all, t => Assert.Equal("t1", t.Reveal()));
        Assert.Equal(1, issued);
    }

    [Fact]
    public async Task It_is_renewed_before_it_ends_and_while_nobody_asks()
    {
        using var stop = new CancellationTokenSource();
        await token.GetAsync(default);
        var keeping = token.KeepAsync(stop.Token);

        time.Advance(TimeSpan.FromMinutes(44));
        Assert.Equal(1, issued);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, issued);
        Assert.Equal("t2", (await token.GetAsync(default)).Reveal());
        time.Advance(TimeSpan.FromMinutes(46));
        Assert.Equal(3, issued);
        await StopAsync(stop, keeping);
    }

    [Fact]
    public async Task A_console_that_is_away_is_told_of_once_and_asked_until_it_is_back()
    {
        using var stop = new CancellationTokenSource();
        await token.GetAsync(default);
        var keeping = token.KeepAsync(stop.Token);
        away = new CallerFailure("The console cannot be reached.");

        time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal("t1", (await token.GetAsync(default)).Reveal());
        Assert.Equal(["The token was not renewed: The console cannot be reached."], remarks);
        away = null;
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("t2", (await token.GetAsync(default)).Reveal());
        await StopAsync(stop, keeping);
    }

    [Fact]
    public async Task A_token_that_has_ended_is_never_given()
    {
        await token.GetAsync(default);
        time.Advance(TimeSpan.FromMinutes(60));
        away = new CallerFailure("The sign-in ended.", CallerFailureKind.NotSignedIn);

        Assert.Equal(CallerFailureKind.NotSignedIn, (await Assert.ThrowsAsync<CallerFailure>(() => token.GetAsync(default))).Kind);
    }

    [Fact]
    public async Task A_token_that_was_refused_is_replaced_but_not_the_one_after_it()
    {
        var first = await token.GetAsync(default);
        token.Forget(first);
        var second = await token.GetAsync(default);
        token.Forget(first);

        Assert.Equal("t2", second.Reveal());
        Assert.Equal("t2", (await token.GetAsync(default)).Reveal());
    }

    private Task<IssuedToken> IssueAsync(CancellationToken ct) =>
        away is null ? Task.FromResult(new IssuedToken($"t{++issued}", time.GetUtcNow().AddMinutes(60))) : Task.FromException<IssuedToken>(away);

    private static async Task StopAsync(CancellationTokenSource stop, Task keeping)
    {
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }
}
