using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Records one body as it is delivered, masked: pieces with their times up to a limit, then the count and the digest of the whole.</summary>
/// <param name="op">The request that it belongs to.</param>
/// <param name="part">0 for the request's own body, 1 for the answer's.</param>
/// <param name="limit">Bytes of it that are kept.</param>
internal sealed class BodyRecord(SessionRecorder recorder, long op, int part, int limit, TimeProvider time) : IDisposable
{
    public const int Request = 0;
    public const int Answer = 1;

    /// <summary>A piece's longest: with every character escaped it still fits a record.</summary>
    private const int Piece = 32 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly long since = time.GetTimestamp();
    private long bytes;
    private long kept;
    private bool isCounting;

    /// <summary>Before the piece is delivered; what is appended is durable after <see cref="SessionRecorder.CommitAsync"/>.</summary>
    public void Take(ReadOnlySpan<byte> masked)
    {
        hash.AppendData(masked);
        bytes += masked.Length;
        while (!masked.IsEmpty && kept < limit && !isCounting)
        {
            var piece = masked[..(int)Math.Min(Math.Min(Piece, masked.Length), limit - kept)];
            kept += piece.Length;
            masked = masked[piece.Length..];
            var text = new char[decoder.GetCharCount(piece, flush: false)];
            decoder.GetChars(piece, text, flush: false);
            if (text.Length > 0) recorder.Rows(new RowsEvent(op, part, null, null, [new RecordedText(new string(text))], Continues: true, 0, bytes, null));
        }
    }

    /// <summary>From here on only counts and the digest.</summary>
    public void KeepNoMore() => isCounting = true;

    /// <summary>The body ended, or broke off.</summary>
    /// <param name="tag">The request line or the status; null where it broke off.</param>
    public void End(string? tag, long maskedValues) =>
        recorder.Ended(new ResultEvent(op, part, null, null, null, 0, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), kept < bytes, maskedValues, (long)time.GetElapsedTime(since).TotalMicroseconds, tag));

    public void Dispose() => hash.Dispose();
}
