using System.Security.Cryptography;

namespace HoopLike.Shared.Recording;

/// <summary>The growing end of a recording: gives records their sequence, time and hash, and holds them until they are written. Not thread-safe.</summary>
/// <remarks>The array begins with the hash before the first held record, so that the input of each hash is one run of bytes.</remarks>
public sealed class RecordBuffer
{
    private readonly JsonBytes bytes = new();
    private readonly byte[] writtenHash = new byte[RecordingFormat.HashSize];
    private long writtenSequence;
    private long lastMicros;
    private RecordKind kind;
    private long micros;
    private int whole;

    public RecordBuffer(Guid session)
        : this(SeedOf(session), lastSequence: -1, lastMicros: 0)
    {
    }

    /// <summary>Goes on after a record that exists.</summary>
    public RecordBuffer(ReadOnlySpan<byte> lastHash, long lastSequence, long lastMicros)
    {
        lastHash.CopyTo(writtenHash);
        writtenSequence = LastSequence = lastSequence;
        this.lastMicros = lastMicros;
    }

    /// <summary>Sequence of the last record, held or written; -1 before the first.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Whole records that wait to be written.</summary>
    public ReadOnlySpan<byte> Pending => whole == 0 ? [] : bytes.Written[RecordingFormat.HashSize..whole];

    /// <summary>The hash of the last record.</summary>
    public ReadOnlySpan<byte> LastHash => whole == 0 ? writtenHash : bytes.Written[(whole - RecordingFormat.HashSize)..whole];

    /// <summary>Bytes written so far of the payload that was begun.</summary>
    public int PayloadLength => bytes.Length - whole - RecordHeader.Size;

    /// <summary>Begins a record; the caller writes one JSON object into what it gets and calls <see cref="End"/>. A record that was begun and not ended is forgotten.</summary>
    public JsonBytes Begin(RecordKind recordKind, long unixMicros)
    {
        if (whole == 0)
        {
            bytes.CutTo(0);
            bytes.Raw(writtenHash);
            whole = bytes.Length;
        }
        bytes.CutTo(whole);
        _ = bytes.GetSpan(RecordHeader.Size);
        bytes.Advance(RecordHeader.Size);
        kind = recordKind;
        micros = Math.Max(unixMicros, lastMicros);
        return bytes;
    }

    /// <summary>Ends the record and returns its sequence.</summary>
    /// <exception cref="InvalidOperationException">The payload is larger than <see cref="RecordingFormat.MaxPayload"/>: nothing was added.</exception>
    public long End()
    {
        var payload = PayloadLength;
        if (payload > RecordingFormat.MaxPayload) throw new InvalidOperationException($"A {kind} record of {payload} bytes is larger than a recording can hold.");
        new RecordHeader(payload, kind, LastSequence + 1, micros).Write(bytes.Bytes[whole..]);
        var hash = bytes.GetSpan(RecordingFormat.HashSize);
        SHA256.HashData(bytes.Written[(whole - RecordingFormat.HashSize)..], hash);
        bytes.Advance(RecordingFormat.HashSize);
        whole = bytes.Length;
        lastMicros = micros;
        return ++LastSequence;
    }

    /// <summary>Adds a signature over everything before it.</summary>
    public void Sign(RecordingSigner signer, long unixMicros)
    {
        Span<byte> message = stackalloc byte[RecordingSignature.MessageSize];
        RecordingSignature.WriteMessage(LastHash, LastSequence + 1, Math.Max(unixMicros, lastMicros), message);
        signer.WritePayload(message, Begin(RecordKind.Signature, unixMicros));
        End();
    }

    /// <summary>What was held is written: forget it and give the memory back.</summary>
    public void MarkWritten()
    {
        if (whole == 0) return;
        LastHash.CopyTo(writtenHash);
        writtenSequence = LastSequence;
        Empty();
    }

    /// <summary>What was held could not be written and never will be.</summary>
    public void Discard()
    {
        LastSequence = writtenSequence;
        Empty();
    }

    private void Empty()
    {
        whole = 0;
        bytes.Release();
    }

    private static byte[] SeedOf(Guid session)
    {
        var seed = new byte[RecordingFormat.HashSize];
        RecordingFormat.WriteSeed(session, seed);
        return seed;
    }
}
