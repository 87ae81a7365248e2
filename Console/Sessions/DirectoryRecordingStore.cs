using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions;

/// <summary>Recordings as files in a directory, two folder levels deep by the last digits of the session id (the first ones tell the time, and would fill one folder a day).</summary>
public sealed class DirectoryRecordingStore : IRecordingStore, IDisposable
{
    // Open recordings whose end is remembered; of the others it is read again from the file.
    private const int Remembered = 10_000;

    private readonly string root;
    private readonly ConcurrentDictionary<Guid, StoredRecording> open = new();
    private readonly KeyedGate gate = new();

    /// <param name="root">Created when missing.</param>
    public DirectoryRecordingStore(string root)
    {
        this.root = Path.GetFullPath(root);
        Directory.CreateDirectory(this.root);
    }

    public async Task<long> LastSequenceAsync(Guid session, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(session, ct).ConfigureAwait(false);
        if (open.TryGetValue(session, out var known) && known.IsCurrent) return known.LastSequence;
        using var stored = StoredRecording.Load(PathOf(session), session, cutTail: false);
        return stored.LastSequence;
    }

    public async Task<AppendOutcome> AppendAsync(string agent, Guid session, long firstSequence, ReadOnlyMemory<byte> records, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(session, ct).ConfigureAwait(false);
        var stored = open.TryRemove(session, out var known) && known.IsCurrent ? known : null;
        if (stored is null)
        {
            known?.Dispose();
            stored = StoredRecording.Load(PathOf(session), session, cutTail: true);
        }
        var isRemembered = false;
        try
        {
            var outcome = stored.Append(agent, firstSequence, records);
            isRemembered = !outcome.IsWhole && open.Count < Remembered && open.TryAdd(session, stored);
            return outcome;
        }
        finally
        {
            // Whatever went wrong: the next append reads from the file where it stands.
            if (!isRemembered) stored.Dispose();
        }
    }

    public async IAsyncEnumerable<RecordedEvent> ReadAsync(Guid session, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!File.Exists(PathOf(session))) yield break;
        using var scanner = await ScanAsync(session, after + 1, ct).ConfigureAwait(false);
        for (long? next = null; scanner.Read() == ScanOutcome.Record;)
        {
            ct.ThrowIfCancellationRequested();
            var sequence = scanner.Record.Header.Sequence;
            // Behind the last whole record may stand what an interrupted append left.
            if (next is not null && sequence != next) yield break;
            next = sequence + 1;
            if (sequence > after) yield return RecordedEvent.Of(scanner.Record);
        }
    }

    public Stream OpenRead(Guid session)
    {
        try
        {
            return new FileStream(PathOf(session), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException($"There is no recording of session {session}.", e);
        }
    }

    public async Task DeleteAsync(Guid session, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(session, ct).ConfigureAwait(false);
        if (open.TryRemove(session, out var known)) known.Dispose();
        var path = PathOf(session);
        if (!File.Exists(path)) return;
        File.Delete(path);
        File.Delete(new RecordingIndex(path).Path);
    }

    public void Dispose()
    {
        foreach (var stored in open.Values) stored.Dispose();
        open.Clear();
    }

    internal string PathOf(Guid session)
    {
        var name = session.ToString("n");
        return Path.Combine(root, name[^2..], name[^4..^2], name + RecordingFormat.Extension);
    }

    private async Task<RecordScanner> ScanAsync(Guid session, long sequence, CancellationToken ct)
    {
        var path = PathOf(session);
        var index = new RecordingIndex(path);
        var (indexed, offset) = Before();
        if (sequence - indexed > RecordingIndex.Interval)
        {
            // Reading how far the recording goes makes its index again.
            using var turn = await gate.EnterAsync(session, ct).ConfigureAwait(false);
            StoredRecording.Load(path, session, cutTail: false).Dispose();
            (_, offset) = Before();
        }
        return RecordScanner.Open(path, offset);

        (long Sequence, long Offset) Before()
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return index.Before(file, sequence);
        }
    }
}
