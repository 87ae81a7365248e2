using System.Security.Cryptography;

namespace HoopLike.Shared.Recording;

/// <summary>Follows the hash chain of a recording, record by record. Not thread-safe.</summary>
public sealed class ChainCheck : IDisposable
{
    private readonly IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] last = new byte[RecordingFormat.HashSize];

    public ChainCheck(Guid session) => RecordingFormat.WriteSeed(session, last);

    /// <summary>Goes on after a record that is already trusted.</summary>
    public ChainCheck(ReadOnlySpan<byte> lastHash, long lastSequence)
    {
        lastHash.CopyTo(last);
        LastSequence = lastSequence;
    }

    public ReadOnlySpan<byte> LastHash => last;

    /// <summary>-1 before the first record.</summary>
    public long LastSequence { get; private set; } = -1;

    /// <summary>Whether the record is the next of the chain.</summary>
    public bool Fits(RecordView record) => record.Header.Sequence == LastSequence + 1 && IsHashed(record.HeaderAndPayload, record.Hash);

    /// <summary>Takes the record as the last one, whether it fits or not.</summary>
    public void MoveTo(RecordView record)
    {
        record.Hash.CopyTo(last);
        LastSequence = record.Header.Sequence;
    }

    /// <summary>Whether <paramref name="hash"/> is right for a record with these bytes after the last one.</summary>
    public bool IsHashed(ReadOnlySpan<byte> headerAndPayload, ReadOnlySpan<byte> hash)
    {
        Span<byte> computed = stackalloc byte[RecordingFormat.HashSize];
        sha.AppendData(last);
        sha.AppendData(headerAndPayload);
        sha.GetHashAndReset(computed);
        return computed.SequenceEqual(hash);
    }

    public void Dispose() => sha.Dispose();
}
