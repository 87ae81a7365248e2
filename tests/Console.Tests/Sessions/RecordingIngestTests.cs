using System.Security.Cryptography;
using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

[Collection(nameof(Stores))]
public sealed class RecordingIngestTests(Stores stores) : IDisposable
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    RecordingSource Local => Source.Of(key);

    public void Dispose() => key.Dispose();

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_recording_becomes_a_session_that_is_found_by_its_words(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var recording = new SomeRecording(key).Operation(1, "select Email from customers").Operation(2, "drop table 100%_sure", "deny");
        var ingest = console.Get<RecordingIngest>();

        await ingest.AppendAsync(Local, recording.Chunk(), default);
        var open = await console.Get<SessionSearch>().FindAsync(recording.Id, default);
        var ack = await ingest.AppendAsync(Local, recording.Close().Chunk(), default);
        var closed = await console.Get<SessionSearch>().FindAsync(recording.Id, default);

        Assert.Null(open!.EndedAt);
        Assert.Equal(6, ack.Sequence);
        Assert.Equal(("client left", 2, 1, 2, true), (closed!.End, closed.Operations, closed.Denied, closed.MaskedValues, closed.Verified));
        Assert.Equal(1, await FoundAsync(console, new SessionQuery(Text: "EMAIL from")));
        Assert.Equal(1, await FoundAsync(console, new SessionQuery(Text: "100%_sure", Verdict: "deny")));
        Assert.Equal(0, await FoundAsync(console, new SessionQuery(Text: "100__sure")));
        Assert.Equal(0, await FoundAsync(console, new SessionQuery(Text: "Email", Verdict: "deny")));
        Assert.Equal(0, await FoundAsync(console, new SessionQuery(Live: true)));
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task A_chunk_sent_twice_counts_once(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var chunk = new SomeRecording(key).Operation(1, "select 1").Chunk();

        await console.Get<RecordingIngest>().AppendAsync(Local, chunk, default);
        await console.Get<RecordingIngest>().AppendAsync(Local, chunk, default);

        Assert.Equal(1, (await console.Get<SessionSearch>().FindAsync(chunk.SessionId, default))!.Operations);
    }

    [Fact]
    public async Task What_was_stored_and_not_indexed_is_indexed_when_the_agent_comes_back()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var recording = new SomeRecording(key).Operation(1, "select 1").Operation(2, "select 2").Close();
        var chunk = recording.Chunk();
        await console.Get<IRecordingStore>().AppendAsync("local", chunk.SessionId, 0, chunk.Records, default);

        var ack = Assert.Single(await console.Get<RecordingIngest>().ResumeAsync(Local, [chunk.SessionId], default));

        Assert.Equal(6, ack.Sequence);
        var session = await console.Get<SessionSearch>().FindAsync(chunk.SessionId, default);
        Assert.Equal((2, true), (session!.Operations, session.Verified));
    }

    [Fact]
    public async Task A_recording_signed_by_a_key_that_is_not_enrolled_is_not_verified()
    {
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml);
        var chunk = new SomeRecording(key).Close().Chunk();

        await console.Get<RecordingIngest>().AppendAsync(Local with { PublicKeys = _ => Task.FromResult<IReadOnlyCollection<string>>(["another"]) }, chunk, default);

        Assert.False((await console.Get<SessionSearch>().FindAsync(chunk.SessionId, default))!.Verified);
    }

    [Theory]
    [MemberData(nameof(Stores.Providers), MemberType = typeof(Stores))]
    public async Task Pages_go_through_all_sessions_without_repeating_one(string provider)
    {
        await using var console = await stores.StartAsync(provider, SomeConfig.Yaml);
        var at = DateTimeOffset.UtcNow;
        foreach (var _ in Enumerable.Range(0, 7)) await console.Get<RecordingIngest>().AppendAsync(Local, new SomeRecording(key, startedAt: at).Chunk(), default);

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var (_, page) = await console.GetAsync(SomeConfig.AuditorKey, $"/api/v1/sessions?limit=3&cursor={cursor}");
            seen.AddRange(page!["items"]!.AsArray().Select(s => (string)s!["id"]!));
            cursor = (string?)page["next"];
        }

        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct().Count());
    }

    [Fact]
    public async Task Recordings_past_their_time_are_deleted_and_younger_ones_are_not()
    {
        var time = new ManualTime();
        await using var console = await stores.StartAsync("sqlite", SomeConfig.Yaml, time);
        var old = new SomeRecording(key, startedAt: DateTimeOffset.UtcNow.AddDays(-91)).Close().Chunk();
        var young = new SomeRecording(key, startedAt: DateTimeOffset.UtcNow.AddDays(-89)).Close().Chunk();
        foreach (var chunk in new[] { old, young }) await console.Get<RecordingIngest>().AppendAsync(Local, chunk, default);

        Assert.Equal(1, await console.Get<RetentionJob>().RunAsync(default));

        Assert.Null(await console.Get<SessionSearch>().FindAsync(old.SessionId, default));
        Assert.Equal(-1, await console.Get<IRecordingStore>().LastSequenceAsync(old.SessionId, default));
        Assert.NotNull(await console.Get<SessionSearch>().FindAsync(young.SessionId, default));
    }

    static async Task<int> FoundAsync(RunningConsole console, SessionQuery query) => (await console.Get<SessionSearch>().FindAsync(query, null, 10, default)).Count;
}
