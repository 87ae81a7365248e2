using System.Collections.Immutable;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>Writes <see cref="OperationEvent"/>: one record for what people and drivers write, more for what is longer than a record.</summary>
internal static class OperationPayload
{
    // Each piece stays, in the worst case of escaping, well below a record's largest payload.
    private const int TextPiece = 64 * 1024;
    private const int ListsUpTo = 640 * 1024;
    private const int BindsUpTo = 768 * 1024;

    public static void Append(RecordBuffer buffer, long micros, long op, string text, IReadOnlyList<string?>? binds, ImmutableArray<string> kinds, ImmutableArray<string> tables, string verdict,
        string? policy, ImmutableArray<string> observed, RunIds? run, bool isExchange)
    {
        var json = buffer.Begin(RecordKind.Operation, micros);
        Start(json, op, 0);
        var rest = text.AsSpan();
        Piece(json, ref rest);
        json.Raw(",\"verdict\":"u8);
        json.Text(verdict);
        if (policy is not null)
        {
            json.Raw(",\"policy\":"u8);
            json.Text(policy);
        }
        if (isExchange) json.Raw(",\"exchange\":true"u8);
        if (run is not null)
        {
            json.Raw(",\"run\":"u8);
            json.Object(run);
        }
        List(buffer, json, ",\"kinds\":"u8, kinds);
        List(buffer, json, ",\"observed\":"u8, observed);
        List(buffer, json, ",\"tables\":"u8, tables);
        var part = 0;
        while (!rest.IsEmpty)
        {
            json = Next(buffer, json, micros, op, ++part);
            Piece(json, ref rest);
        }
        for (var i = 0; binds is not null && i < binds.Count;)
        {
            if (buffer.PayloadLength > BindsUpTo) json = Next(buffer, json, micros, op, ++part);
            i = Binds(buffer, json, binds, i);
        }
        json.Raw((byte)'}');
        buffer.End();
    }

    private static JsonBytes Next(RecordBuffer buffer, JsonBytes json, long micros, long op, int part)
    {
        json.Raw((byte)'}');
        buffer.End();
        json = buffer.Begin(RecordKind.Operation, micros);
        Start(json, op, part);
        return json;
    }

    private static void Start(JsonBytes json, long op, int part)
    {
        json.Raw("{\"op\":"u8);
        json.Number(op);
        if (part == 0) return;
        json.Raw(",\"part\":"u8);
        json.Number(part);
    }

    private static void Piece(JsonBytes json, ref ReadOnlySpan<char> rest)
    {
        var length = Math.Min(rest.Length, TextPiece);
        if (length < rest.Length && char.IsHighSurrogate(rest[length - 1])) length--;
        json.Raw(",\"text\":"u8);
        json.Text(rest[..length]);
        rest = rest[length..];
    }

    private static void List(RecordBuffer buffer, JsonBytes json, ReadOnlySpan<byte> name, ImmutableArray<string> words)
    {
        if (words.IsDefaultOrEmpty) return;
        json.Raw(name);
        json.Raw((byte)'[');
        for (var i = 0; i < words.Length; i++)
        {
            if (i > 0) json.Raw((byte)',');
            if (buffer.PayloadLength > ListsUpTo)
            {
                // The text has them all.
                json.Text("…"u8);
                break;
            }
            json.Text(words[i]);
        }
        json.Raw((byte)']');
    }

    private static int Binds(RecordBuffer buffer, JsonBytes json, IReadOnlyList<string?> binds, int from)
    {
        json.Raw(",\"binds\":["u8);
        var i = from;
        for (; i < binds.Count && (i == from || buffer.PayloadLength <= BindsUpTo); i++)
        {
            if (i > from) json.Raw((byte)',');
            if (binds[i] is { } value) json.Value(value);
            else json.Raw("null"u8);
        }
        json.Raw((byte)']');
        return i;
    }
}
