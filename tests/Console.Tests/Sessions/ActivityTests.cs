using System.Security.Cryptography;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

[Collection(nameof(Stores))]
public sealed class ActivityTests(Stores stores) : IDisposable
{
    // Yesterday: what is older than its retention may be deleted while a test looks.
    static readonly DateTimeOffset noon = new(DateTime.UtcNow.Date.AddDays(-1).AddHours(12), TimeSpan.Zero);

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    RecordingSource Local => Source.Of(key);

    public void Dispose() => key.Dispose();

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Minutes_add_up_over_sessions_and_chunks_and_a_chunk_sent_twice_counts_once(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var ingest = console.Get<RecordingIngest>();
        var first = new SomeRecording(key, startedAt: noon).Operation(1, "select 1").Operation(2, "drop table t", "deny");
        var chunk = first.Chunk();
        await ingest.AppendAsync(Local, chunk, default);
        await ingest.AppendAsync(Local, chunk, default);
        await ingest.AppendAsync(Local, first.Operation(3, "delete from t", "approve").Add(RecordKind.Held, new HeldEvent(3, Guid.NewGuid(), "http://x", "p")).Close().Chunk(), default);
        await ingest.AppendAsync(Local, new SomeRecording(key, connection: "vault", startedAt: noon.AddMinutes(7)).Operation(1, "select 1").Close().Chunk(), default);

        var all = await console.Get<ActivityLog>().ReadAsync(noon.AddMinutes(-10), noon.AddMinutes(50), null, default);
        var vault = await console.Get<ActivityLog>().ReadAsync(noon.AddMinutes(-10), noon.AddMinutes(50), "vault", default);

        Assert.Equal((TimeSpan.FromMinutes(1), 60), (all.Step, all.Points.Count));
        Assert.Equal(new ActivityPoint(noon, 3, 1, 1, 3), all.Points[10]);
        Assert.Equal(new ActivityPoint(noon.AddMinutes(-10), 4, 1, 1, 4), all.Total);
        Assert.Equal(new ActivityPoint(noon.AddMinutes(7), 1, 0, 0, 1), Assert.Single(vault.Points, p => p.Operations > 0));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_long_span_is_read_in_few_even_steps_that_lose_nothing(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        foreach (var hours in new[] { 0, 1, 30, 167 })
            await console.Get<RecordingIngest>().AppendAsync(Local, new SomeRecording(key, startedAt: noon.AddHours(hours)).Operation(1, "select 1").Chunk(), default);

        var week = await console.Get<ActivityLog>().ReadAsync(noon, noon.AddDays(7), null, default);
        var day = await console.Get<ActivityLog>().ReadAsync(noon.AddMinutes(3), noon.AddDays(1), null, default);

        Assert.InRange(week.Points.Count, 60, 121);
        Assert.Equal((4, week.Step), (week.Total.Operations, week.Points[1].At - week.Points[0].At));
        Assert.Equal((2, noon), (day.Total.Operations, day.Points[0].At));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_policy_knows_how_often_it_spoke_and_what_it_said_last(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var older = new SomeRecording(key, startedAt: noon).Operation(1, "select 1", "deny");
        var newer = new SomeRecording(key, startedAt: noon.AddHours(1)).Operation(1, "select 1", "deny").Operation(2, "select 2", "deny").Operation(3, "select 3");
        foreach (var recording in new[] { newer, older }) await console.Get<RecordingIngest>().AppendAsync(Local, recording.Chunk(), default);

        var known = await console.Get<PolicyActivity>().ReadAsync("p", default);

        Assert.Equal([("allow", 1L), ("deny", 3L)], known.Select(a => (a.Verdict, a.Count)));
        Assert.Equal((newer.Id, 3L), (known[1].LastSession, known[1].LastSequence));
        Assert.Equal(noon.AddHours(1), known[1].LastAt, TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await console.Get<PolicyActivity>().ReadAsync(default)).Count);
    }

    [Fact]
    public async Task What_observers_would_have_done_is_counted_as_theirs()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var recording = new SomeRecording(key).Add(RecordKind.Operation, new OperationEvent(1, 0, new RecordedText("select 1"), null, ["select"], [], "allow", null, ["watch: odd name: deny", "other: approve"]));

        await console.Get<RecordingIngest>().AppendAsync(Local, recording.Chunk(), default);

        Assert.Equal([("other", "observe-approve"), ("watch: odd name", "observe-deny")], (await console.Get<PolicyActivity>().ReadAsync(default)).Select(a => (a.Policy, a.Verdict)));
    }

    [Fact]
    public async Task Sessions_written_at_once_on_one_store_lose_no_count()
    {
        await using var console = await stores.StartAsync("postgres", SomeConfig.Yaml);
        var chunks = Enumerable.Range(0, 40).Select(n => new SomeRecording(key, connection: n % 2 == 0 ? "shop" : "vault", startedAt: noon).Operation(1, "select 1").Chunk()).ToList();

        await Task.WhenAll(chunks.Select(c => console.Get<RecordingIngest>().AppendAsync(Local, c, default)));

        Assert.Equal(40, (await console.Get<ActivityLog>().ReadAsync(noon, noon.AddMinutes(10), null, default)).Total.Operations);
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Activity_is_kept_as_long_as_the_connection_that_keeps_longest(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var now = DateTimeOffset.UtcNow;
        foreach (var days in new[] { 91, 89 })
            await console.Get<RecordingIngest>().AppendAsync(Local, new SomeRecording(key, startedAt: now.AddDays(-days)).Operation(1, "select 1").Chunk(), default);

        await console.Get<RetentionJob>().RunAsync(default);

        Assert.Equal(1, (await console.Get<ActivityLog>().ReadAsync(now.AddDays(-100), now, null, default)).Total.Operations);
    }
}
