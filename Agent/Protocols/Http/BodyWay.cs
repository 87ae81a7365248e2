using HoopLike.Agent.Recording;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Masking.Bodies.Codings;
using HoopLike.Shared.Masking.Bodies.Injected;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>What becomes of one body, as its head says: whether it is let through, whether it is read on the way, and what is recorded of it.</summary>
internal sealed class BodyWay(BodyPlan plan, BodyPlan record, SecretForms secrets, ContentCodings codings, string? type)
{
    /// <summary>Why it is not let through; null where it is.</summary>
    public string? Refusal { get; init; }

    /// <summary>It is read, so what was said of its length and its bytes before holds no more. Otherwise it passes byte by byte.</summary>
    public bool IsRead { get; init; }

    /// <summary>Its Content-Type.</summary>
    public string? Type => type;

    /// <summary>It came with content codings.</summary>
    public bool IsEncoded => !codings.IsNone;

    /// <summary>Masking rules apply to it: what the caller gets is another body than the target's.</summary>
    public bool IsMasked => !plan.IsClear;

    /// <summary>Its codings were taken off already, by this.</summary>
    public BodyDecoding? Decoded { get; init; }

    /// <summary>The body as it is handed on, recorded before.</summary>
    /// <param name="made">Makes the record of it.</param>
    /// <param name="between">What else reads the body, without its codings and before its masks; null for nothing.</param>
    public Stream Open(Stream body, Func<BodyMask?, BodyDecoding?, BodyRecord> made, SessionRecorder recorder, string tag, Func<Stream, Stream>? between = null)
    {
        var isEncoded = !codings.Applied.IsEmpty;
        var decoding = Decoded;
        if (IsRead && isEncoded && decoding is null)
        {
            decoding = new BodyDecoding(codings);
            body = new DecodedStream(body, decoding);
        }
        if (between is not null) body = between(body);
        var stages = new BodyStages
        {
            Removal = secrets.IsEmpty ? null : secrets.Start(),
            Mask = plan.IsClear ? null : plan.Start(),
            Encoding = IsRead && isEncoded ? new BodyEncoding(codings, decoding!) : null,
        };
        var isKept = BodyMasks.IsText(type) && record.Refusal is null && (IsRead || codings.Refusal is null);
        var kept = made(isKept && !record.IsClear ? record.Start() : null, isKept && isEncoded && !IsRead ? new BodyDecoding(codings) : null);
        if (!isKept) kept.KeepNoMore();
        return new GovernedStream(body, stages, kept, recorder, tag);
    }
}
