using System.Buffers.Binary;
using HoopLike.Shared.Recording;

namespace HoopLike.Agent.Recording;

/// <summary>PostgreSQL's binary format of the common types (their send functions) as the text that the server would print; all others as <c>\x</c> and hex.</summary>
public static class BinaryText
{
    private const int JsonbVersion = 1;

    /// <summary>Writes a value as a JSON string.</summary>
    public static void Write(JsonBytes json, uint typeOid, ReadOnlySpan<byte> value)
    {
        switch (typeOid, value.Length)
        {
            case (16, 1): json.Text(value[0] != 0 ? "t"u8 : "f"u8); break;
            case (21, 2): Quoted(json, BinaryPrimitives.ReadInt16BigEndian(value)); break;
            case (23, 4): Quoted(json, BinaryPrimitives.ReadInt32BigEndian(value)); break;
            case (20, 8): Quoted(json, BinaryPrimitives.ReadInt64BigEndian(value)); break;
            case (26 or 28, 4): Quoted(json, BinaryPrimitives.ReadUInt32BigEndian(value)); break;
            case (700, 4): Quoted(json, BinaryPrimitives.ReadSingleBigEndian(value)); break;
            case (701, 8): Quoted(json, BinaryPrimitives.ReadDoubleBigEndian(value)); break;
            case (1700, >= 8): BinaryNumeric.Write(json, value); break;
            case (2950, 16): Quoted(json, new Guid(value, bigEndian: true)); break;
            case (1082, 4): BinaryTime.Date(json, BinaryPrimitives.ReadInt32BigEndian(value)); break;
            case (1083, 8): BinaryTime.Time(json, BinaryPrimitives.ReadInt64BigEndian(value)); break;
            case (1114, 8): BinaryTime.Timestamp(json, BinaryPrimitives.ReadInt64BigEndian(value), ""u8); break;
            case (1184, 8): BinaryTime.Timestamp(json, BinaryPrimitives.ReadInt64BigEndian(value), "+00"u8); break;
            // text, varchar, bpchar, name, "char", unknown, json, xml
            case (25 or 1043 or 1042 or 19 or 18 or 705 or 114 or 142, _): json.Value(value); break;
            case (3802, >= 1) when value[0] == JsonbVersion: json.Value(value[1..]); break;
            default: json.Hex(value); break;
        }
    }

    private static void Quoted<T>(JsonBytes json, T value) where T : IUtf8SpanFormattable
    {
        json.Raw((byte)'"');
        _ = value.TryFormat(json.GetSpan(64), out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        json.Advance(written);
        json.Raw((byte)'"');
    }
}
