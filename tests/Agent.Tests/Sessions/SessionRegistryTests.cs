using HoopLike.Agent.Sessions;
using Xunit;

namespace HoopLike.Agent.Tests.Sessions;

public sealed class SessionRegistryTests
{
    private readonly SessionRegistry registry = new();

    [Fact]
    public void A_cancel_key_finds_its_session_only_when_both_numbers_are_right()
    {
        var session = Some.Session(cancelKey: (11, -22));
        registry.Add(session);
        Assert.Same(session, registry.FindByCancelKey(11, -22));
        Assert.Null(registry.FindByCancelKey(11, 22));
        Assert.Null(registry.FindByCancelKey(12, -22));
        registry.Remove(session);
        Assert.Null(registry.FindByCancelKey(11, -22));
    }

    [Fact]
    public void Two_sessions_never_share_a_cancel_key()
    {
        var first = Some.Session(cancelKey: (11, 1));
        registry.Add(first);
        var second = Some.Session(cancelKey: (11, 2));
        Assert.Throws<InvalidOperationException>(() => registry.Add(second));
        registry.Remove(second);
        Assert.Same(first, registry.FindByCancelKey(11, 1));
        Assert.Equal([first], registry.All);
    }

    [Fact]
    public void New_cancel_keys_are_positive_and_differ()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => registry.NewCancelKey()).ToArray();
        Assert.All(keys, k => Assert.True(k.ProcessId > 0));
        Assert.Equal(1000, keys.Distinct().Count());
    }

    [Fact]
    public async Task Ending_a_session_tells_it_the_first_reason_once()
    {
        var session = Some.Session();
        registry.Add(session);
        var ended = new TaskCompletionSource();
        using var registration = session.Ended.Register(ended.SetResult);
        Assert.True(registry.End(session.Id, "killed by ann"));
        Assert.True(registry.End(session.Id, "killed by bob"));
        await ended.Task.WaitAsync(Some.Patience);
        Assert.Equal("killed by ann", session.EndReason);
        registry.Remove(session);
        Assert.False(registry.End(session.Id, "again"));
    }

    [Fact]
    public void One_that_ends_a_session_is_not_held_up_by_it()
    {
        var session = Some.Session();
        using var never = new ManualResetEventSlim();
        using var registration = session.Ended.Register(() => never.Wait(Some.Patience));
        session.End("now");
        Assert.True(session.Ended.IsCancellationRequested);
        never.Set();
    }
}
