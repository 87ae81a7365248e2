using HoopLike.Agent.Link;
using HoopLike.Agent.Sessions;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Sessions;

public sealed class LiveSessionEnforcerTests : IAsyncLifetime
{
    private readonly SnapshotHolder snapshots = new();
    private readonly SessionRegistry registry = new();
    private readonly ManualTime time = new();
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public Task InitializeAsync()
    {
        snapshots.Replace(Some.Snapshot(1));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_new_snapshot_ends_those_it_no_longer_allows_and_no_others()
    {
        var (disabled, fine) = (Some.Session(identity: Some.Machine("gone-bot")), Some.Session());
        registry.Add(disabled);
        registry.Add(fine);
        Start((snapshot, session) => snapshot.DisabledIdentities.Contains(session.Identity.Name) ? "disabled" : null);
        snapshots.Replace(Some.Snapshot(2) with { DisabledIdentities = ["gone-bot"] });
        await EndedAsync(disabled);
        Assert.Equal("disabled", disabled.EndReason);
        Assert.Null(fine.EndReason);
    }

    [Fact]
    public async Task What_only_time_changes_is_noticed_within_a_second()
    {
        var session = Some.Session();
        var end = time.GetUtcNow() + TimeSpan.FromMinutes(5);
        registry.Add(session);
        Start((_, _) => time.GetUtcNow() >= end ? "the grant has ended" : null);
        time.Advance(TimeSpan.FromMinutes(4.99));
        Assert.Null(session.EndReason);
        time.Advance(TimeSpan.FromSeconds(1.6));
        await EndedAsync(session);
        Assert.Equal("the grant has ended", session.EndReason);
    }

    [Fact]
    public void A_session_is_asked_about_the_moment_it_registers()
    {
        Start((_, _) => "replaced meanwhile");
        var session = Some.Session();
        registry.Add(session);
        Assert.Equal("replaced meanwhile", session.EndReason);
    }

    [Fact]
    public void A_check_that_fails_ends_the_session()
    {
        Start((_, _) => throw new InvalidOperationException("a fault"));
        var session = Some.Session();
        registry.Add(session);
        Assert.Equal("it could not be checked whether the session may go on", session.EndReason);
    }

    private void Start(Func<AgentSnapshot, SessionState, string?> mustEnd)
    {
        var enforcer = new LiveSessionEnforcer(registry, () => snapshots.Current, mustEnd, time, NullLogger<LiveSessionEnforcer>.Instance);
        snapshots.Changed += _ => enforcer.Wake();
        running = enforcer.RunAsync(stop.Token);
    }

    private static async Task EndedAsync(SessionState session)
    {
        var ended = new TaskCompletionSource();
        await using var registration = session.Ended.Register(() => ended.TrySetResult());
        await ended.Task.WaitAsync(Some.Patience);
    }
}
