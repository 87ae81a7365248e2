using System.Security.Cryptography;
using HoopLike.Console.Sessions;
using HoopLike.Console.Sessions.Replay;
using HoopLike.Console.Tests.Fixtures;

namespace HoopLike.Console.Tests.Sessions.Replay;

/// <summary>A recorded session in a console's store, and what a replay is made of.</summary>
sealed class StoredSession(RunningConsole console, SomeRecording recording, ECDsa key)
{
    public Guid Id => recording.Id;

    public SessionTimeline Timeline => console.Get<SessionTimeline>();

    public static async Task<StoredSession> StoreAsync(RunningConsole console, SomeRecording recording, ECDsa key)
    {
        var stored = new StoredSession(console, recording, key);
        await stored.AppendAsync();
        return stored;
    }

    /// <summary>Stores what was added to the recording since.</summary>
    public Task AppendAsync() => console.Get<RecordingIngest>().AppendAsync(
        Source.Of(key), recording.Chunk(), CancellationToken.None);

    public async Task<SessionEntity> EntityAsync() => (await console.Get<SessionSearch>().FindAsync(Id, CancellationToken.None))!;

    /// <summary>Its marks, all of them read.</summary>
    public async Task<RecordingMarks> MarksAsync()
    {
        var entity = await EntityAsync();
        var marks = console.Get<SessionMarks>().Of(entity);
        await marks.CatchUp(entity.IndexedTo);
        return marks;
    }

    public async Task<ReplayState> ReplayAsync(TimeProvider? time = null) => new(await EntityAsync(), Timeline, await MarksAsync(), time ?? TimeProvider.System);

    public async Task<OperationDetail> DetailAsync(long sequence) => (await Timeline.DetailAsync(await EntityAsync(), sequence, CancellationToken.None))!;
}
