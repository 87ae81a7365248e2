using System.Buffers.Binary;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>Writes a DataRow body as a JSON array of strings and nulls.</summary>
internal static class RowJson
{
    // A row of very many large values: what comes after is cut to nothing, so that the row fits into a record. The digest has it all.
    private const int RowLimit = 700 * 1024;

    /// <exception cref="InvalidDataException">Counts and lengths do not fit the body.</exception>
    public static void Write(JsonBytes json, ReadOnlySpan<byte> body, ResultColumns columns)
    {
        var start = json.Length;
        json.Raw((byte)'[');
        var count = body.Length < 2 ? throw Broken() : BinaryPrimitives.ReadInt16BigEndian(body);
        body = body[2..];
        for (var i = 0; i < count; i++)
        {
            if (i > 0) json.Raw((byte)',');
            if (body.Length < 4) throw Broken();
            var length = BinaryPrimitives.ReadInt32BigEndian(body);
            body = body[4..];
            if (length < 0)
            {
                json.Raw("null"u8);
                continue;
            }
            if (length > body.Length) throw Broken();
            var value = body[..length];
            body = body[length..];
            var (type, format) = columns[i];
            if (json.Length - start > RowLimit) json.Cut([], length);
            else if (format == 0) json.Value(value);
            else BinaryText.Write(json, type, value);
        }
        if (!body.IsEmpty || count < 0) throw Broken();
        json.Raw((byte)']');
    }

    private static InvalidDataException Broken() => new("A row is not what its lengths say, so it cannot be recorded.");
}
