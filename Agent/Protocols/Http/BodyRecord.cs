using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using HoopLike.Agent.Recording;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Masking.Bodies.Codings;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>
/// Records one body as it is delivered, masked: pieces with their times up to a limit, then the count and the digest of the whole. Of a body that passes with its content codings on, count and digest are of the bytes that
/// passed, and what is kept is the text that they stand for, as far as it can be read.
/// </summary>
/// <param name="op">The request that it belongs to.</param>
/// <param name="part">0 for the request's own body, 1 for the answer's.</param>
/// <param name="limit">Bytes of it that are kept.</param>
/// <param name="mask">What is done to what is recorded beyond what was done to what passes; null for nothing.</param>
/// <param name="decoding">Takes off the codings of what passes; null where it passes without.</param>
internal sealed class BodyRecord(SessionRecorder recorder, long op, int part, int limit, BodyMask? mask, BodyDecoding? decoding, TimeProvider time) : IDisposable
{
    public const int Request = 0;
    public const int Answer = 1;

    /// <summary>A piece's longest: with every character escaped it still fits a record.</summary>
    private const int Piece = 32 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly ArrayBufferWriter<byte> masked = new();
    private readonly long since = time.GetTimestamp();
    private long bytes;
    private long kept;
    private bool isCounting;
    private bool isCut;

    /// <summary>Before the piece is delivered; what is appended is durable after <see cref="SessionRecorder.CommitAsync"/>.</summary>
    /// <param name="isEnd">Nothing follows.</param>
    public void Take(ReadOnlyMemory<byte> passed, bool isEnd)
    {
        if (decoding is null) TakeText(passed.Span, isEnd);
        else
        {
            Count(passed.Span);
            TakeEncoded(passed, isEnd);
        }
    }

    /// <summary>What may not be shown: counted, and in the digest.</summary>
    public void Hide(ReadOnlySpan<byte> passed)
    {
        Count(passed);
        isCut |= !passed.IsEmpty;
    }

    /// <summary>From here on only counts and the digest.</summary>
    public void KeepNoMore() => isCounting = true;

    /// <summary>The body ended, or broke off.</summary>
    /// <param name="tag">The request line or the status; null where it broke off.</param>
    public void End(string? tag, long maskedValues) => recorder.Ended(new ResultEvent(
        op, part, null, null, null, 0, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), isCut, maskedValues + (mask?.Masked ?? 0), (long)time.GetElapsedTime(since).TotalMicroseconds, tag));

    public void Dispose()
    {
        decoding?.Dispose();
        hash.Dispose();
    }

    private void TakeText(ReadOnlySpan<byte> text, bool isEnd)
    {
        if (mask is null)
        {
            Count(text);
            Keep(text);
            return;
        }
        masked.ResetWrittenCount();
        try
        {
            if (!text.IsEmpty) mask.Write(text, masked);
            if (isEnd) mask.Complete(masked);
            text = masked.WrittenSpan;
        }
        catch (UnreadableBodyException)
        {
            // What cannot be masked for the recording is there by its count and digest.
            KeepNoMore();
        }
        Count(text);
        Keep(text);
    }

    /// <summary>No more is read than is kept: what a few bytes stand for may be without end.</summary>
    private void TakeEncoded(ReadOnlyMemory<byte> passed, bool isEnd)
    {
        isCut |= isCounting && !passed.IsEmpty;
        if (isCounting) return;
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            decoding!.Give(passed);
            while (!isCounting && decoding.Read(buffer) is > 0 and var read) KeepMasked(buffer.AsSpan(0, read), isEnd: false);
            if (isEnd && !isCounting) KeepMasked([], isEnd: true);
        }
        catch (UnreadableBodyException)
        {
            // It passes, since no rule applies; the recording has its count and digest.
            KeepNoMore();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private void KeepMasked(ReadOnlySpan<byte> text, bool isEnd)
    {
        if (mask is not null)
        {
            masked.ResetWrittenCount();
            if (!text.IsEmpty) mask.Write(text, masked);
            if (isEnd) mask.Complete(masked);
            text = masked.WrittenSpan;
        }
        Keep(text);
        if (isCut) KeepNoMore();
    }

    private void Count(ReadOnlySpan<byte> passed)
    {
        hash.AppendData(passed);
        bytes += passed.Length;
    }

    private void Keep(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && kept < limit && !isCounting)
        {
            var piece = text[..(int)Math.Min(Math.Min(Piece, text.Length), limit - kept)];
            kept += piece.Length;
            text = text[piece.Length..];
            var characters = new char[decoder.GetCharCount(piece, flush: false)];
            decoder.GetChars(piece, characters, flush: false);
            if (characters.Length > 0) recorder.Rows(new RowsEvent(op, part, null, null, [new RecordedText(new string(characters))], Continues: true, 0, bytes, null));
        }
        isCut |= !text.IsEmpty;
    }
}
