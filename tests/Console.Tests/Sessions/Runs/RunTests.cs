using System.Security.Cryptography;
using HoopLike.Console.Data;
using HoopLike.Console.Sessions;
using HoopLike.Console.Sessions.Runs;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Console.Tests.Sessions.Replay;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HoopLike.Console.Tests.Sessions.Runs;

/// <summary>What programs say that it belongs together is found together, over connections and protocols, and by nobody who may not see it.</summary>
[Collection(nameof(Stores))]
public sealed class RunTests(Stores stores) : IDisposable
{
    const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const string OtherTrace = "0af7651916cd43dd8448eb211c80319c";

    static readonly DateTimeOffset start = DateTimeOffset.UtcNow.AddDays(-1);

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_run_is_one_time_line_over_all_its_connections(string provider)
    {
        await using var console = await stores.StartAsync(provider);
        var http = Http("alice").Wait(TimeSpan.FromSeconds(1)).Request(1, "POST /v1/chat\nX-Run-Id: r-1", run: new RunIds(Trace, null, "r-1")).Answered(1, "200 OK", "hello");
        http.Wait(TimeSpan.FromSeconds(2)).Request(2, "POST /v1/refunds", "approve", new RunIds(Trace, null, "r-1"));
        var stored = await StoredSession.StoreAsync(console, http, key);
        await StoredSession.StoreAsync(console, Sql("alice", new RunIds(Trace), TimeSpan.FromSeconds(2)), key);
        await StoredSession.StoreAsync(console, Sql("alice", new RunIds(OtherTrace), TimeSpan.FromSeconds(2)), key);
        // What becomes of a step comes in later stretches than the step.
        http.Add(RecordKind.Held, new HeldEvent(2, Guid.NewGuid(), "https://console", "ask")).Wait(TimeSpan.FromSeconds(5)).Add(RecordKind.Decided, new DecidedEvent(2, Guid.NewGuid(), ApprovalStatus.Approved, ["dora"], null));
        await stored.AppendAsync();
        http.Body(2, 0, "{}").Ended(2, 0, 2, "POST", masked: 1);
        await stored.AppendAsync();
        http.Answered(2, "201 Created", "done").Ended(2, 1, 0, "201 Created", masked: 2).Close();
        await stored.AppendAsync();
        var timeline = console.Get<RunTimeline>();

        var steps = await timeline.ReadAsync("r-1", null, null, 10, default);

        Assert.Equal(["POST /v1/chat", "select 7", "POST /v1/refunds"], steps.Select(s => s.Operation.Text.Split('\n')[0]));
        Assert.Equal(["models", "shop", "models"], steps.Select(s => s.Session.Connection));
        var held = steps[2].Step;
        Assert.Equal((201, 2L, 4L, 3L, ApprovalStatus.Approved, "dora"), (held.Status, held.Sent, held.Received, held.MaskedValues, held.Decision, Assert.Single(held.DecidedBy)));
        Assert.InRange(held.DecidedAt!.Value - held.HeldAt!.Value, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));
        Assert.Equal((null, 10L, 1L), (steps[1].Step.Sent, steps[1].Step.Received, steps[1].Step.MaskedValues));
        Assert.Equal(steps.Select(s => s.Operation.Sequence), [steps[0].Step.Sequence, steps[1].Step.Sequence, steps[2].Step.Sequence]);
        var first = await timeline.ReadAsync("r-1", null, null, 2, default);
        Assert.Equal(steps.Select(s => s.Step.At), first.Concat(await timeline.ReadAsync("r-1", null, first[^1], 2, default)).Select(s => s.Step.At));
        Assert.Equal(3, (await timeline.ReadAsync(Trace, null, null, 10, default)).Count);
        Assert.Equal("select 7", Assert.Single(await timeline.ReadAsync(OtherTrace, null, null, 10, default)).Operation.Text);
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Whoever_may_not_see_a_session_sees_nothing_of_it_in_runs(string provider)
    {
        await using var console = await stores.StartAsync(provider);
        await StoredSession.StoreAsync(console, Http("alice").Request(1, "GET /hers", run: new RunIds(null, null, "shared")).Close(), key);
        await StoredSession.StoreAsync(console, Http("bob").Request(1, "GET /his", run: new RunIds(null, null, "shared")).Request(2, "GET /his-own", "deny", new RunIds(null, null, "own")).Close(), key);
        var (timeline, search) = (console.Get<RunTimeline>(), console.Get<RunSearch>());

        Assert.Equal(["GET /hers"], (await timeline.ReadAsync("shared", "alice", null, 10, default)).Select(s => s.Operation.Text));
        Assert.Empty(await timeline.ReadAsync("own", "alice", null, 10, default));
        Assert.Equal(2, (await timeline.ReadAsync("shared", null, null, 10, default)).Count);
        var hers = Assert.Single(await search.FindAsync(null, "alice", null, 10, default));
        Assert.Equal(("shared", 1L, "alice"), (hers.Key, hers.Operations, Assert.Single(hers.Callers)));
        Assert.Empty(await search.FindAsync(null, "carol", null, 10, default));
        var all = await search.FindAsync(null, null, null, 10, default);
        Assert.Equal([("own", 1L, 1L), ("shared", 2L, 0L)], all.Select(r => (r.Key, r.Operations, r.Denied)));
        Assert.Equal(["alice", "bob"], all[1].Callers.Order());
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Runs_are_listed_by_their_last_sign_of_life_searched_and_paged_and_a_trace_of_a_run_is_the_runs(string provider)
    {
        await using var console = await stores.StartAsync(provider);
        var recording = Http("alice");
        for (var i = 1; i <= 7; i++) recording.Wait(TimeSpan.FromSeconds(1)).Request(i, $"GET /{i}", run: new RunIds(Trace, null, $"run-{i}"));
        await StoredSession.StoreAsync(console, recording.Wait(TimeSpan.FromSeconds(1)).Request(8, "GET /8", run: new RunIds(null, null, "run-1")).Close(), key);
        await StoredSession.StoreAsync(console, Sql("bob", new RunIds(Trace), TimeSpan.FromSeconds(60)), key);
        await StoredSession.StoreAsync(console, Sql("bob", new RunIds(OtherTrace), TimeSpan.FromSeconds(90)), key);
        var search = console.Get<RunSearch>();

        var all = await search.FindAsync(null, null, null, 20, default);
        Assert.Equal([OtherTrace, "run-1", "run-7", "run-6", "run-5", "run-4", "run-3", "run-2"], all.Select(r => r.Key));
        Assert.Equal(("trace", "run", 2L), (all[0].Kind, all[1].Kind, all[1].Operations));
        var paged = new List<RunLine>();
        for (IReadOnlyList<RunLine> page = []; (page = await search.FindAsync(null, null, paged.Count == 0 ? null : (paged[^1].LastAt, paged[^1].Key), 3, default)).Count > 0;) paged.AddRange(page);
        Assert.Equal(all.Select(r => r.Key), paged.Select(r => r.Key));
        Assert.Equal(["run-3"], (await search.FindAsync("UN-3", null, null, 20, default)).Select(r => r.Key));
        Assert.Equal([OtherTrace], (await search.FindAsync("bob", null, null, 20, default)).Select(r => r.Key));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task What_is_deleted_with_its_session_is_in_no_run(string provider)
    {
        await using var console = await stores.StartAsync(provider);
        var stored = await StoredSession.StoreAsync(console, Http("alice").Request(1, "GET /1", run: new RunIds(null, null, "gone")).Close(), key);
        await using (var db = console.Get<ConsoleDbFactory>().CreateDbContext())
        {
            db.Remove(await db.Set<SessionEntity>().SingleAsync(s => s.Id == stored.Id));
            await db.SaveChangesAsync();
        }

        Assert.Empty(await console.Get<RunSearch>().FindAsync(null, null, null, 10, default));
        Assert.Empty(await console.Get<RunTimeline>().ReadAsync("gone", null, null, 10, default));
    }

    [Fact]
    public async Task Statements_that_name_no_run_are_no_steps()
    {
        await using var console = await RunningConsole.StartAsync();
        await StoredSession.StoreAsync(console, new SomeRecording(key).Operation(1, "select 1").Operation(2, "select 2").Close(), key);
        await using var db = console.Get<ConsoleDbFactory>().CreateDbContext();

        Assert.Empty(await db.Set<StepEntity>().ToListAsync());
    }

    SomeRecording Http(string identity) => new(key, identity, "models", startedAt: start, protocol: "http");

    SomeRecording Sql(string identity, RunIds run, TimeSpan after) => new SomeRecording(key, identity, startedAt: start).Wait(after)
        .Add(RecordKind.Operation, new OperationEvent(1, 0, new RecordedText("select 7"), null, ["select"], [], "allow", "p", null) { Run = run })
        .Add(RecordKind.Result, new ResultEvent(1, 0, ["n"], [[new RecordedText("7")]], null, 1, 10, "00", false, 1, 100, "SELECT 1")).Close();
}
