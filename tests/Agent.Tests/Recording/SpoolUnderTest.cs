using HoopLike.Agent.Link;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging.Abstractions;

namespace HoopLike.Agent.Tests.Recording;

/// <summary>A spool in a directory of its own, which can be opened again as if the agent had been killed.</summary>
sealed class SpoolUnderTest : IAsyncDisposable
{
    readonly ScratchDirectory scratch = new();
    readonly SpoolOptions options;

    public SpoolUnderTest(SpoolOptions? options = null)
    {
        this.options = options ?? new SpoolOptions();
        Directory = Open();
    }

    public ManualTime Time { get; } = new();

    public AgentKey Key { get; } = AgentKey.Create();

    public SpoolDirectory Directory { get; private set; }

    public string Path => scratch.Data.PathOf("spool");

    public SessionInfo Session { get; } = new(Guid.NewGuid(), Some.Machine(), "shop", "postgres", "127.0.0.1:5", "local", DateTimeOffset.UnixEpoch.AddYears(56), "shop", "psql");

    public string FileOf(Guid session) => Directory.PathOf(session);

    public SessionRecorder Record(RecordingConfig? config = null) => Directory.Open(Session, config ?? new RecordingConfig());

    /// <summary>A small session, from its opening to its close.</summary>
    public async Task<byte[]> WholeFileAsync()
    {
        var recorder = Record();
        for (var op = 1; op <= 3; op++)
        {
            recorder.Operation(op, $"select {op}", ["a", null], ["select"], ["public.orders"], "allow", "analysts", []);
            recorder.Result.Begin(op, 0, ["n", "s"], [(23, 0), (25, 0)], 65536);
            recorder.Result.Row(Rows.Text("1", "x\u0001\"é"), 1);
            recorder.Result.Complete("SELECT 1", 12);
            await recorder.CommitAsync(CancellationToken.None);
        }
        recorder.Close("client left");
        return await File.ReadAllBytesAsync(FileOf(Session.Id));
    }

    /// <summary>Lets go of the spool without closing anything, as a killed process does, and opens it anew.</summary>
    public async Task<SpoolRecoveryReport> RestartAsync()
    {
        await Directory.AbandonAsync();
        Directory = Open();
        return Directory.Recover();
    }

    public List<RecordedEvent> Events(Guid? session = null) => Read(FileOf(session ?? Session.Id));

    public static List<RecordedEvent> Read(string file)
    {
        var events = new List<RecordedEvent>();
        using var scanner = RecordScanner.Open(file, RecordingFormat.Magic.Length);
        while (scanner.Read() == ScanOutcome.Record) events.Add(RecordedEvent.Of(scanner.Record));
        return events;
    }

    public RecordingProof Verify(Guid? session = null)
    {
        using var file = File.OpenRead(FileOf(session ?? Session.Id));
        return RecordingVerifier.Verify(file, Key.KeyId);
    }

    public async ValueTask DisposeAsync()
    {
        await Directory.DisposeAsync();
        Key.Dispose();
        scratch.Dispose();
    }

    SpoolDirectory Open() => new(scratch.Data.PathOf("spool"), Key, options, Time, NullLogger<SpoolDirectory>.Instance);
}
