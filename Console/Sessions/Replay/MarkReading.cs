using System.Text.Json;
using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>Reads from an event's payload no more than what a mark needs: the rest, which may be long, is skipped.</summary>
internal static class MarkReading
{
    /// <summary>The operation's number, and what is to be marked; false for events that mark nothing.</summary>
    public static bool TryRead(RecordedEvent recorded, out long op, out MarkKind kind)
    {
        (op, kind) = (0, MarkKind.Operation);
        try
        {
            return recorded.Kind switch
            {
                RecordKind.Operation => Operation(recorded.Payload.Span, out op, out kind),
                RecordKind.Held => Plain(recorded.Payload.Span, MarkKind.Held, out op, out kind),
                RecordKind.Error => Plain(recorded.Payload.Span, MarkKind.Error, out op, out kind),
                RecordKind.Decided => Where(recorded.Payload.Span, "status"u8, (ref Utf8JsonReader r) => r.ValueTextEquals("approved"u8), MarkKind.Approved, out op, out kind)
                    || Where(recorded.Payload.Span, "status"u8, (ref Utf8JsonReader r) => r.ValueTextEquals("denied"u8), MarkKind.Denied, out op, out kind),
                // What the target refused is an error, whether it says so by a status or by the protocol.
                RecordKind.Answer => Where(recorded.Payload.Span, "status"u8, (ref Utf8JsonReader r) => r.GetInt32() >= 400, MarkKind.Error, out op, out kind),
                RecordKind.Result => Where(recorded.Payload.Span, "maskedValues"u8, (ref Utf8JsonReader r) => r.GetInt64() > 0, MarkKind.Masked, out op, out kind),
                _ => false,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // The recording keeps it as it is; there is only no mark for it.
            return false;
        }
    }

    private delegate bool Test(ref Utf8JsonReader reader);

    private static bool Operation(ReadOnlySpan<byte> payload, out long op, out MarkKind kind)
    {
        var (isFirst, isDenied) = (true, false);
        op = 0;
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isOp, isPart, isVerdict) = (reader.ValueTextEquals("op"u8), reader.ValueTextEquals("part"u8), reader.ValueTextEquals("verdict"u8));
            reader.Read();
            if (isOp) op = reader.GetInt64();
            else if (isPart) isFirst = reader.GetInt64() == 0;
            else if (isVerdict) isDenied = reader.ValueTextEquals("deny"u8);
            else reader.Skip();
        }

        kind = isDenied ? MarkKind.Denied : MarkKind.Operation;
        return isFirst;
    }

    private static bool Plain(ReadOnlySpan<byte> payload, MarkKind marks, out long op, out MarkKind kind) =>
        Where(payload, "op"u8, (ref Utf8JsonReader _) => true, marks, out op, out kind);

    private static bool Where(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> member, Test test, MarkKind marks, out long op, out MarkKind kind)
    {
        (op, kind) = (0, marks);
        var isMarked = false;
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isOp, isIt) = (reader.ValueTextEquals("op"u8), reader.ValueTextEquals(member));
            reader.Read();
            if (isOp) op = reader.GetInt64();
            if (isIt) isMarked = test(ref reader);
            reader.Skip();
        }

        return isMarked;
    }
}
