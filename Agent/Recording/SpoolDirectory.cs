using System.Collections.Concurrent;
using HoopLike.Agent.Link;
using HoopLike.Shared.Recording;
using HoopLike.Shared.Snapshot;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Recording;

/// <summary>The directory in which recordings wait until the console has them: one file a session, owned by one agent process at a time. Thread-safe.</summary>
public sealed class SpoolDirectory : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, RecordingSpool> spools = new();
    private readonly ConcurrentDictionary<Guid, SessionRecorder> recorders = new();
    private readonly FileStream ownership;
    private readonly ITimer signing;
    private volatile RecordingSigner signer;

    /// <summary>Takes the directory; call <see cref="Recover"/> before anything else.</summary>
    /// <param name="path">Created when missing.</param>
    /// <exception cref="IOException">It cannot be used, or another agent uses it.</exception>
    public SpoolDirectory(string path, AgentKey key, SpoolOptions options, TimeProvider time, ILogger<SpoolDirectory> log)
    {
        FullPath = Path.GetFullPath(path);
        Options = options;
        Time = time;
        Log = log;
        signer = SignerOf(key);
        Directory.CreateDirectory(FullPath);
        ownership = Take(Path.Combine(FullPath, "in-use"));
        Budget = new SpoolBudget(options.LimitBytes, options.MinimumFreeBytes, () => new DriveInfo(FullPath).AvailableFreeSpace);
        Uploads = new UploadQueue(time, options.UploadDelay);
        Flusher = new SpoolFlusher(static spool => spool.FlushToDisk());
        signing = time.CreateTimer(static directory => ((SpoolDirectory)directory!).SignWhatIsDue(), this, options.SignatureInterval / 2, options.SignatureInterval / 2);
    }

    public string FullPath { get; }

    /// <summary>Bytes of recordings that the console does not have whole yet.</summary>
    public long Bytes => Budget.Taken;

    /// <summary>Recordings that the console does not have whole yet.</summary>
    public int Files => spools.Count;

    internal SpoolOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ILogger Log { get; }

    /// <summary>Of recordings that begin now; one goes on with the signer that it began with.</summary>
    internal RecordingSigner Signer => signer;

    internal SpoolBudget Budget { get; }

    internal UploadQueue Uploads { get; }

    internal SpoolFlusher Flusher { get; }

    internal ICollection<RecordingSpool> Spools => spools.Values;

    /// <summary>Begins a recording: makes its file and writes its first record.</summary>
    /// <exception cref="RecordingLostException">It cannot be recorded, so there must be no session.</exception>
    public SessionRecorder Open(SessionInfo info, RecordingConfig config)
    {
        var path = PathOf(info.Id);
        RecordingSpool spool;
        try
        {
            spool = new RecordingSpool(this, info.Id, path);
            if (config.Durability != RecordingDurability.Spooled) DirectoryEntries.Flush(FullPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecordingLostException("The session cannot be recorded: no file could be made in the recording spool.", e);
        }
        Budget.TakeAnyway(spool.Bytes);
        var recorder = new SessionRecorder(this, spool, config);
        try
        {
            recorder.Begin(info);
        }
        catch
        {
            // Nothing was delivered on it.
            spool.Release();
            Budget.Give(spool.Bytes);
            File.Delete(path);
            throw;
        }
        spools[info.Id] = spool;
        recorders[info.Id] = recorder;
        Uploads.Signal(spool, isUrgent: false);
        return recorder;
    }

    /// <summary>Recordings that begin from now on are signed with this key.</summary>
    public void UseKey(AgentKey key) => signer = SignerOf(key);

    /// <summary>Puts in order what an earlier process left, once, before the first session.</summary>
    public SpoolRecoveryReport Recover() => new SpoolRecovery(this).Run();

    public async ValueTask DisposeAsync()
    {
        await signing.DisposeAsync().ConfigureAwait(false);
        foreach (var recorder in recorders.Values) recorder.Close("agent stopped", isQuiet: false);
        Uploads.Dispose();
        await ownership.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Lets go of everything and closes nothing, as the end of a process does.</summary>
    internal async ValueTask AbandonAsync()
    {
        recorders.Clear();
        await DisposeAsync().ConfigureAwait(false);
    }

    internal string PathOf(Guid session) => Path.Combine(FullPath, session.ToString("n") + RecordingFormat.Extension);

    internal void Adopt(RecordingSpool spool)
    {
        spools[spool.Session] = spool;
        Budget.TakeAnyway(spool.Bytes);
        Uploads.Enqueue(spool);
    }

    internal void Closed(SessionRecorder recorder) => recorders.TryRemove(recorder.Session, out _);

    /// <summary>The console has it whole.</summary>
    internal void Delete(RecordingSpool spool)
    {
        if (!spools.TryRemove(spool.Session, out _)) return;
        Budget.Give(spool.Bytes);
        try
        {
            File.Delete(spool.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start finds it, asks the console, and deletes it then.
            Log.NotDeleted(spool.Path, e);
        }
    }

    private static RecordingSigner SignerOf(AgentKey key) => new(key.KeyId, key.PublicKeyBase64, key.Sign);

    private void SignWhatIsDue()
    {
        foreach (var recorder in recorders.Values) recorder.SignIfOlderThan(Options.SignatureInterval / 2);
    }

    private static FileStream Take(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The recording spool cannot be used ({path}): {e.Message} If another agent runs on this data directory, stop it or give this one a directory of its own.", e);
        }
    }
}
