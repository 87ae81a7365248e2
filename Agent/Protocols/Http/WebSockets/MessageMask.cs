using System.Net.WebSockets;
using HoopLike.Shared.Masking.Bodies;

namespace HoopLike.Agent.Protocols.Http.WebSockets;

/// <summary>Masks messages, each by itself.</summary>
internal static class MessageMask
{
    /// <exception cref="SocketEndedException">A rule applies, and the message cannot be read under it.</exception>
    public static ReadOnlyMemory<byte> Apply(SocketMessage message, BodyRules rules, BodyDirection direction)
    {
        if (rules.IsEmpty(direction)) return message.Bytes;
        if (message.Type == WebSocketMessageType.Binary) throw new SocketEndedException(WebSocketCloseStatus.InvalidMessageType, "A binary message cannot be read under the masking rules that apply.");
        if (message.LooksLikeJson && TryApply(message, BodyMasks.For("application/json", rules, direction)) is { } json) return json;
        return TryApply(message, BodyMasks.For("text/plain", rules, direction)) ?? throw new SocketEndedException(WebSocketCloseStatus.InvalidMessageType, "A message cannot be read under the masking rules that apply.");
    }

    /// <summary>As the recording has it; null where it may not be shown.</summary>
    public static ReadOnlyMemory<byte>? ForRecord(SocketMessage message, BodyRules rules)
    {
        if (message.Type == WebSocketMessageType.Binary) return null;
        try
        {
            return Apply(message, rules, BodyDirection.Record);
        }
        catch (SocketEndedException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte>? TryApply(SocketMessage message, BodyPlan plan)
    {
        if (plan.IsClear) return message.Bytes;
        if (plan.Refusal is not null) return null;
        try
        {
            return plan.Apply(message.Bytes.Span);
        }
        catch (UnreadableBodyException)
        {
            return null;
        }
    }
}
