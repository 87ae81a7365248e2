using HoopLike.Shared.Recording;
using Microsoft.Win32.SafeHandles;

namespace HoopLike.Agent.Recording;

/// <summary>One session's file in the spool, and how far it is written, flushed and acknowledged. One writer (its recorder), one reader at a time (the uploader).</summary>
public sealed class RecordingSpool
{
    private readonly Lock gate = new();
    private readonly SpoolDirectory directory;
    private readonly SafeFileHandle? handle;
    private readonly List<Waiter> waiters = [];
    private long flushed = -1;
    private long acknowledged = -1;
    private long? resumeAfter;

    /// <summary>A file that begins now.</summary>
    internal RecordingSpool(SpoolDirectory directory, Guid session, string path)
    {
        this.directory = directory;
        Session = session;
        Path = path;
        Bytes = RecordingFormat.Magic.Length;
        handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>A whole file of an earlier process.</summary>
    internal RecordingSpool(SpoolDirectory directory, Guid session, string path, long bytes, long lastSequence)
    {
        this.directory = directory;
        Session = session;
        Path = path;
        Bytes = bytes;
        LastSequence = lastSequence;
        IsComplete = true;
    }

    public Guid Session { get; }

    public string Path { get; }

    /// <summary>Length of the file in whole records.</summary>
    public long Bytes { get; private set; }

    /// <summary>Sequence of the last record in the file; -1 before the first.</summary>
    public long LastSequence { get; private set; } = -1;

    /// <summary>The last record is there: closed, and signed.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Where the uploader reads on; only it touches this.</summary>
    internal UploadPosition Position { get; set; } = UploadPosition.Start;

    /// <summary>Set while the spool waits in the upload queue.</summary>
    internal int Queued;

    /// <summary>How often it came up since a lane of the uploader took it; not zero while one is at it.</summary>
    internal int Requests;

    /// <summary>Failures in a row to upload; only the uploader touches this.</summary>
    internal int Failures { get; set; }

    internal (long Bytes, long LastSequence, bool IsComplete) Written
    {
        get { lock (gate) return (Bytes, LastSequence, IsComplete); }
    }

    /// <summary>Writes whole records behind the last ones.</summary>
    /// <param name="isEnd">They are the end of the recording, for which there is always room in the budget.</param>
    /// <exception cref="RecordingLostException">They could not be written.</exception>
    internal void Append(ReadOnlySpan<byte> records, long lastSequence, bool isEnd = false)
    {
        if (isEnd) directory.Budget.TakeAnyway(records.Length);
        else if (directory.Budget.Take(records.Length) is { } refusal) throw new RecordingLostException($"The session cannot be recorded: {refusal}.");
        try
        {
            if (LastSequence < 0) RandomAccess.Write(handle!, RecordingFormat.Magic, 0);
            RandomAccess.Write(handle!, records, Bytes);
        }
        // ArgumentOutOfRangeException is what .NET makes of EFBIG, a file beyond the process's limit.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException or ArgumentOutOfRangeException)
        {
            directory.Budget.Give(records.Length);
            CutTorn();
            throw new RecordingLostException("The session cannot be recorded: writing to the recording spool failed.", e);
        }
        lock (gate)
        {
            Bytes += records.Length;
            LastSequence = lastSequence;
            IsComplete = isEnd;
        }
        directory.Uploads.Signal(this, isUrgent: false);
    }

    private void CutTorn()
    {
        try
        {
            RandomAccess.SetLength(handle!, LastSequence < 0 ? 0 : Bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Recovery cuts it at the next start.
        }
    }

    /// <summary>No more will be written.</summary>
    internal void Release() => handle?.Dispose();

    /// <summary>Completes when the file is on disk up to the sequence.</summary>
    internal ValueTask FlushAsync(long sequence, CancellationToken ct)
    {
        lock (gate) if (flushed >= sequence) return default;
        return new ValueTask(directory.Flusher.FlushAsync(this, ct));
    }

    /// <summary>fsync; called by the flusher only.</summary>
    internal void FlushToDisk()
    {
        var (_, sequence, _) = Written;
        try
        {
            RandomAccess.FlushToDisk(handle!);
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile, or already with the console and deleted.
            if (!File.Exists(Path)) return;
            using var reopened = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(reopened);
        }
        lock (gate) flushed = Math.Max(flushed, sequence);
    }

    /// <summary>Completes when the console has the session up to the sequence.</summary>
    internal ValueTask AcknowledgedAsync(long sequence, CancellationToken ct)
    {
        Waiter waiter;
        lock (gate)
        {
            if (acknowledged >= sequence) return default;
            waiters.Add(waiter = new Waiter(sequence));
        }
        directory.Uploads.Signal(this, isUrgent: true);
        return new ValueTask(waiter.Reached.Task.WaitAsync(ct));
    }

    internal void Acknowledge(long sequence)
    {
        lock (gate)
        {
            acknowledged = Math.Max(acknowledged, sequence);
            for (var i = waiters.Count - 1; i >= 0; i--)
            {
                if (waiters[i].Sequence > acknowledged) continue;
                waiters[i].Reached.TrySetResult();
                waiters.RemoveAt(i);
            }
        }
    }

    /// <summary>The console said, after a reconnect, what it has.</summary>
    internal void ResumeAfter(long sequence)
    {
        lock (gate) resumeAfter = sequence;
        Acknowledge(sequence);
    }

    /// <summary>The answer to the last resume, once.</summary>
    internal long? TakeResume()
    {
        lock (gate)
        {
            var taken = resumeAfter;
            resumeAfter = null;
            return taken;
        }
    }

    private sealed record Waiter(long Sequence)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>The next record to send, and where it begins in the file.</summary>
internal readonly record struct UploadPosition(long Sequence, long Offset)
{
    public static UploadPosition Start => new(0, RecordingFormat.Magic.Length);
}
