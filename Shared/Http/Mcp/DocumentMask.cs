using System.Buffers;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Shared.Http.Mcp;

/// <summary>
/// Masks a JSON document that travels within a message of MCP: as text, where paths into the message do not reach, or as structured content. A path is tried from the document's own beginning and as if the document were the
/// structured content of a result, so that the same value is masked in both places where servers put it.
/// </summary>
internal sealed class DocumentMask(BodyRules rules)
{
    public bool IsEmpty { get; } = rules.IsEmpty(BodyDirection.Response);

    private static ReadOnlySpan<byte> Head => "{\"result\":{\"structuredContent\":"u8;

    private static ReadOnlySpan<byte> Tail => "}}"u8;

    /// <summary>Null where nothing is to be masked, or where it is no JSON and stays a text like any other.</summary>
    public byte[]? Mask(byte[] document)
    {
        var placed = new ArrayBufferWriter<byte>(document.Length + 64);
        placed.Write(Head);
        placed.Write(document);
        placed.Write(Tail);
        if (Masked(document) is not { } own || Masked(placed.WrittenSpan) is not { } asResult) return null;
        // A rule that names the whole: the mask of the message replaces it anyway.
        if (!asResult.AsSpan().StartsWith(Head) || !asResult.AsSpan().EndsWith(Tail)) return "\"[redacted]\""u8.ToArray();
        var inner = asResult[Head.Length..^Tail.Length];
        var masked = own.SequenceEqual(document) ? inner : inner.SequenceEqual(document) ? own : Masked(inner) ?? own;
        return masked.AsSpan().SequenceEqual(document) ? null : masked;
    }

    private byte[]? Masked(ReadOnlySpan<byte> json)
    {
        var plan = BodyMasks.For("application/json", rules, BodyDirection.Response);
        if (plan.IsClear) return json.ToArray();
        try
        {
            return plan.Apply(json).ToArray();
        }
        catch (UnreadableBodyException)
        {
            return null;
        }
    }
}
