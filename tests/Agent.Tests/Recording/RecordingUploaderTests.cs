using HoopLike.Agent.Link;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HoopLike.Agent.Tests.Recording;

public sealed class RecordingUploaderTests : IAsyncDisposable
{
    readonly SpoolUnderTest spool = new();
    readonly FakeConsole console = new();
    readonly CancellationTokenSource stop = new();
    readonly RecordingUploader uploader;
    Task running = Task.CompletedTask;

    public RecordingUploaderTests() => uploader = new RecordingUploader(spool.Directory, console, NullLogger<RecordingUploader>.Instance);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.WaitAsync(Some.Patience);
        uploader.Dispose();
        await spool.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task A_closed_recording_arrives_as_it_is_and_leaves_the_spool()
    {
        var deleted = DeletedAsync(spool.Session.Id);
        Start();
        var recorder = spool.Record();
        recorder.Operation(1, "select 1", null, [], [], "allow", null, []);
        await recorder.CommitAsync(CancellationToken.None);
        recorder.Close("done");
        var file = await File.ReadAllBytesAsync(spool.FileOf(spool.Session.Id));
        spool.Time.Advance(TimeSpan.FromMilliseconds(60));
        await deleted;

        Assert.Equal(file, console.File(spool.Session.Id));
        Assert.True(console.Chunks.Last().Closed);
        Assert.Equal((0, 0L), (spool.Directory.Files, spool.Directory.Bytes));
    }

    [Fact]
    public async Task A_live_session_is_sent_within_a_tenth_of_a_second_and_stays()
    {
        Start();
        var recorder = spool.Record();
        recorder.Notice(1, "NOTICE", "00000", "x");
        await recorder.CommitAsync(CancellationToken.None);
        spool.Time.Advance(TimeSpan.FromMilliseconds(100));
        await console.HasAsync(spool.Session.Id, 1);

        Assert.True(File.Exists(spool.FileOf(spool.Session.Id)));
        Assert.False(console.Chunks.Last().Closed);
    }

    [Fact]
    public async Task A_replicated_commit_completes_when_the_console_has_it()
    {
        var mayAnswer = new TaskCompletionSource();
        Start();
        var recorder = spool.Record(new RecordingConfig(RecordingDurability.Replicated));
        var arrived = new TaskCompletionSource();
        console.Before = _ =>
        {
            arrived.TrySetResult();
            return mayAnswer.Task;
        };
        recorder.Notice(1, "NOTICE", "00000", "x");
        var commit = recorder.CommitAsync(CancellationToken.None).AsTask();
        await arrived.Task.WaitAsync(Some.Patience);
        Assert.False(commit.IsCompleted);
        mayAnswer.SetResult();

        await commit.WaitAsync(Some.Patience);
        Assert.Equal(1, console.LastSequence(spool.Session.Id));
    }

    [Fact]
    public async Task A_replicated_commit_waits_through_a_broken_link_and_can_be_given_up()
    {
        console.Disconnect();
        Start();
        var recorder = spool.Record(new RecordingConfig(RecordingDurability.Replicated));
        using var givenUp = new CancellationTokenSource();
        var first = recorder.CommitAsync(givenUp.Token).AsTask();
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Some.Patience));
        var second = recorder.CommitAsync(CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        console.Connect();

        await second.WaitAsync(Some.Patience);
    }

    [Fact]
    public async Task After_a_lost_answer_it_asks_where_to_go_on_and_sends_nothing_twice()
    {
        var breaks = 1;
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        console.After = _ =>
        {
            if (breaks-- != 1) return Task.CompletedTask;
            console.Disconnect();
            broken.SetResult();
            throw new ConsoleUnreachableException("broken");
        };
        Start();
        var file = await spool.WholeFileAsync();
        var deleted = DeletedAsync(spool.Session.Id);
        spool.Time.Advance(TimeSpan.FromMilliseconds(60));
        await broken.Task.WaitAsync(Some.Patience);
        console.Connect();
        await deleted;

        Assert.Equal(file, console.File(spool.Session.Id));
        Assert.Single(console.Chunks);
        Assert.Contains(console.Resumes, r => r.Contains(spool.Session.Id));
    }

    [Fact]
    public async Task A_big_recording_does_not_keep_a_small_one_waiting()
    {
        var big = spool.Record();
        for (var op = 1; op <= 60; op++) big.Operation(op, new string('x', 60_000), null, [], [], "allow", null, []);
        big.Close("done");
        var session = spool.Session with { Id = Guid.NewGuid() };
        spool.Directory.Open(session, new RecordingConfig()).Close("done");
        Start();
        spool.Time.Advance(TimeSpan.FromMilliseconds(60));
        await console.HasAsync(session.Id, 2);
        await console.HasAsync(spool.Session.Id, 62);

        var chunks = console.Chunks.Where(c => c.SessionId == spool.Session.Id).ToList();
        Assert.All(chunks, c => Assert.InRange(c.Records.Length, 1, AgentHubAddress.ChunkLimit));
        Assert.True(chunks.Count > 10);
        var small = console.Chunks.Select((c, i) => (c.SessionId, i)).First(c => c.SessionId == session.Id).i;
        Assert.InRange(small, 0, 3);
    }

    [Fact]
    public async Task A_record_that_is_larger_than_a_chunk_goes_alone()
    {
        var recorder = spool.Record();
        recorder.Operation(1, string.Concat(Enumerable.Repeat("\u0001", 60_000)), null, [], [], "allow", null, []);
        recorder.Close("done");
        var file = await File.ReadAllBytesAsync(spool.FileOf(spool.Session.Id));
        Start();
        spool.Time.Advance(TimeSpan.FromMilliseconds(60));
        await console.HasAsync(spool.Session.Id, 3);

        Assert.Equal(file, console.File(spool.Session.Id));
        Assert.Single(console.Chunks, c => c.Records.Length > AgentHubAddress.ChunkLimit);
    }

    [Fact]
    public async Task A_recording_that_the_console_refuses_is_tried_again_and_holds_up_no_other()
    {
        var refusals = 0;
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        console.Before = chunk =>
        {
            if (chunk.SessionId != spool.Session.Id || Interlocked.Increment(ref refusals) > 2) return Task.CompletedTask;
            refused.TrySetResult();
            throw new ConsoleRefusedException("no room");
        };
        Start();
        var file = await spool.WholeFileAsync();
        var other = spool.Session with { Id = Guid.NewGuid() };
        spool.Directory.Open(other, new RecordingConfig()).Close("done");
        spool.Time.Advance(TimeSpan.FromMilliseconds(60));
        await refused.Task.WaitAsync(Some.Patience);
        await console.HasAsync(other.Id, 2);
        var arrived = console.HasAsync(spool.Session.Id, 8);
        while (!arrived.IsCompleted)
        {
            spool.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await arrived;

        Assert.Equal(file, console.File(spool.Session.Id));
        Assert.Equal(3, refusals);
    }

    void Start() => running = uploader.RunAsync(stop.Token);

    async Task DeletedAsync(Guid session)
    {
        var deleted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(spool.Path);
        watcher.Deleted += (_, e) =>
        {
            if (e.FullPath == spool.FileOf(session)) deleted.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        await deleted.Task.WaitAsync(Some.Patience);
    }
}
