using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions;

/// <summary>One recording in a directory, and how far it goes. Not thread-safe: the store lets one in at a time.</summary>
internal sealed class StoredRecording : IDisposable
{
    private readonly string path;
    private readonly Guid session;
    private readonly RecordingIndex index;
    private ChainCheck chain;
    private long length;
    private string? owner;
    private bool isClosed;
    private RecordKind lastKind;

    private StoredRecording(string path, Guid session)
    {
        this.path = path;
        this.session = session;
        index = new RecordingIndex(path);
        chain = new ChainCheck(session);
    }

    public long LastSequence => chain.LastSequence;

    public bool IsWhole => isClosed && lastKind == RecordKind.Signature;

    /// <summary>Whether the file is as long as it was left: several consoles may share a directory.</summary>
    public bool IsCurrent => (File.Exists(path) ? new FileInfo(path).Length : 0) == length;

    /// <summary>Reads how far a recording goes: from its last indexed record on.</summary>
    /// <param name="cutTail">Cut what an append that was interrupted left.</param>
    /// <exception cref="RecordingRefusedException">The file is damaged.</exception>
    public static StoredRecording Load(string path, Guid session, bool cutTail)
    {
        var stored = new StoredRecording(path, session);
        if (!File.Exists(path)) return stored;
        using var file = new FileStream(path, FileMode.Open, cutTail ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        stored.Read(file);
        if (cutTail && file.Length > stored.length) file.SetLength(stored.length);
        return stored;
    }

    public AppendOutcome Append(string agent, long firstSequence, ReadOnlyMemory<byte> records)
    {
        if (firstSequence < 0 || firstSequence > LastSequence + 1) throw Refused($"record {firstSequence} was sent, and record {LastSequence + 1} is the next");
        using var next = new ChainCheck(chain.LastHash, LastSequence);
        var added = ImmutableArray.CreateBuilder<RecordedEvent>();
        var offsets = new List<(long Sequence, long Offset)>();
        var skipped = 0;
        var (newOwner, newClosed, newKind) = (owner, isClosed, lastKind);
        var cursor = new RecordCursor(records.Span);
        for (var expected = firstSequence; ; expected++)
        {
            var start = cursor.Position;
            if (!cursor.TryNext(out var record)) break;
            if (record.Header.Sequence != expected) throw Refused($"record {record.Header.Sequence} stands in the place of record {expected}");
            if (expected == LastSequence && !record.Hash.SequenceEqual(chain.LastHash)) throw Refused($"record {expected} is not the one that is stored");
            if (expected <= LastSequence)
            {
                skipped = cursor.Position;
                continue;
            }
            if (!next.Fits(record)) throw Refused($"record {expected} does not follow from the one before it");
            if (expected == 0) newOwner = OwnerIn(record);
            if (newClosed && (record.Header.Kind != RecordKind.Signature || newKind == RecordKind.Signature)) throw Refused("it is closed");
            next.MoveTo(record);
            newKind = record.Header.Kind;
            newClosed |= newKind == RecordKind.Closed;
            offsets.Add((expected, (length == 0 ? RecordingFormat.Magic.Length : length) + start - skipped));
            added.Add(new RecordedEvent(expected, newKind, record.Header.At, records.Slice(start + RecordHeader.Size, record.Payload.Length)));
        }
        if (cursor.Position != records.Length) throw Refused("the bytes that were sent are no whole records");
        if (newOwner != agent && LastSequence + added.Count >= 0) throw Refused($"it belongs to another agent than {agent}");
        if (added.Count > 0) Write(records.Span[skipped..]);
        index.Add(offsets);
        chain.Dispose();
        chain = new ChainCheck(next.LastHash, next.LastSequence);
        (owner, isClosed, lastKind) = (newOwner, newClosed, newKind);
        return new AppendOutcome(LastSequence, added.DrainToImmutable(), IsWhole);
    }

    public void Dispose() => chain.Dispose();

    private void Write(ReadOnlySpan<byte> records)
    {
        var isNew = length == 0;
        if (isNew) DurableFolder.Create(Path.GetDirectoryName(path)!);
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        if (isNew) RandomAccess.Write(file, RecordingFormat.Magic, 0);
        var start = isNew ? RecordingFormat.Magic.Length : length;
        RandomAccess.Write(file, records, start);
        RandomAccess.FlushToDisk(file);
        if (isNew) DirectoryEntries.Flush(Path.GetDirectoryName(path)!);
        length = start + records.Length;
    }

    private void Read(FileStream file)
    {
        // One step back: the last record that is indexed may be the signature, and whether the recording is closed stands before it.
        var (sequence, offset) = index.Before(file, index.Before(file, long.MaxValue).Sequence - 1);
        var seen = new List<(long, long)>();
        RecordingTail tail;
        if (sequence == 0)
        {
            tail = RecordingTail.Find(file, session, (at, where) => { if (RecordingIndex.IsIndexed(at)) seen.Add((at, where)); });
        }
        else
        {
            Span<byte> hash = stackalloc byte[RecordingFormat.HashSize];
            file.Position = offset - hash.Length;
            file.ReadExactly(hash);
            tail = RecordingTail.Find(file, new ChainCheck(hash, sequence - 1), offset, (at, where) => { if (RecordingIndex.IsIndexed(at)) seen.Add((at, where)); });
        }
        if (tail.Damage is { } damage) throw Refused($"what is stored is damaged ({damage})");
        chain.Dispose();
        chain = tail.Chain;
        if (LastSequence < 0) return;
        (length, isClosed, lastKind) = (tail.End, tail.IsClosed, tail.LastKind);
        index.Add(seen);
        file.Position = RecordingFormat.Magic.Length;
        using var scanner = new RecordScanner(file, file.Position, leaveOpen: true);
        if (scanner.Read() == ScanOutcome.Record) owner = OwnerIn(scanner.Record);
    }

    private string OwnerIn(RecordView first)
    {
        try
        {
            if (first.Header.Kind == RecordKind.Opened && JsonSerializer.Deserialize<OpenedEvent>(first.Payload, RecordingJson.Options) is { } opened && opened.Session == session) return opened.Agent;
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw Refused("its first record does not open it");
    }

    private RecordingRefusedException Refused(string why) => new($"The recording of session {session} cannot be stored: {why}.");
}
