using System.Buffers;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Masking.Bodies.Codings;
using HoopLike.Shared.Masking.Bodies.Injected;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>What is done to one body on its way, in this order: the target's own secrets are taken out, then it is masked, then its content codings are put on again.</summary>
internal sealed class BodyStages : IDisposable
{
    private readonly ArrayBufferWriter<byte> clean = new();
    private readonly ArrayBufferWriter<byte> masked = new();

    public SecretRemoval? Removal { get; init; }

    /// <summary>What is done to what is handed on; null for nothing.</summary>
    public BodyMask? Mask { get; init; }

    /// <summary>Puts the codings on again that were taken off; null where none were.</summary>
    public BodyEncoding? Encoding { get; init; }

    public long Masked => (Mask?.Masked ?? 0) + (Removal?.Removed ?? 0);

    /// <summary>Secrets and masked values are out of it, codings are not on yet.</summary>
    /// <param name="isEnd">Nothing follows.</param>
    /// <returns>As it may be recorded; good until the next piece.</returns>
    public ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> piece, bool isEnd)
    {
        if (Removal is not null)
        {
            clean.ResetWrittenCount();
            Removal.Write(piece.Span, clean);
            if (isEnd) Removal.Complete(clean);
            piece = clean.WrittenMemory;
        }
        if (Mask is null) return piece;
        masked.ResetWrittenCount();
        if (!piece.IsEmpty) Mask.Write(piece.Span, masked);
        if (isEnd) Mask.Complete(masked);
        return masked.WrittenMemory;
    }

    /// <summary>As it is handed on.</summary>
    public void Write(ReadOnlySpan<byte> taken, bool isEnd, IBufferWriter<byte> output)
    {
        if (Encoding is null)
        {
            output.Write(taken);
            return;
        }
        Encoding.Write(taken, output);
        if (isEnd) Encoding.Complete(output);
    }

    public void Dispose() => Encoding?.Dispose();
}
