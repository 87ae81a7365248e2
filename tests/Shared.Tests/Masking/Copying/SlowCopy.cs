using System.Buffers.Binary;
using System.Text;

namespace HoopLike.Shared.Tests.Masking.Copying;

/// <summary>COPY streams written and read the obvious way, as the manual describes them, to check the fast way against. A null value is NULL.</summary>
internal static class SlowCopy
{
    public static string Text(IEnumerable<string?[]> rows, char delimiter = '\t', string nullText = "\\N")
    {
        var stream = new StringBuilder();
        foreach (var row in rows) stream.AppendJoin(delimiter, row.Select(v => v is null ? nullText : Escape(v, delimiter))).Append('\n');
        return stream.ToString();
    }

    public static List<string?[]> ReadText(string stream, char delimiter = '\t', string nullText = "\\N")
    {
        var rows = new List<string?[]>();
        foreach (var line in stream.Split('\n')[..^1])
        {
            var fields = new List<string> { "" };
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] == delimiter) fields.Add("");
                else if (line[i] == '\\') fields[^1] += line[i..(++i + 1)];
                else fields[^1] += line[i];
            }
            rows.Add([.. fields.Select(f => f == nullText ? null : Unescape(f))]);
        }
        return rows;
    }

    public static string Csv(IEnumerable<string?[]> rows, char delimiter = ',', char quote = '"', char escape = '"', string nullText = "")
    {
        var stream = new StringBuilder();
        foreach (var row in rows)
        {
            stream.AppendJoin(delimiter, row.Select(v => v is null ? nullText
                : v == nullText || v.IndexOfAny([delimiter, quote, escape, '\n', '\r']) >= 0 || v == "\\." ? quote + string.Concat(v.Select(c => c == quote || c == escape ? $"{escape}{c}" : $"{c}")) + quote
                : v)).Append('\n');
        }
        return stream.ToString();
    }

    public static List<string?[]> ReadCsv(string stream, char delimiter = ',', char quote = '"', char escape = '"', string nullText = "")
    {
        var rows = new List<string?[]>();
        var row = new List<string?>();
        var (field, wasQuoted, inQuotes) = (new StringBuilder(), false, false);
        for (var i = 0; i < stream.Length; i++)
        {
            var c = stream[i];
            if (inQuotes && c == escape && i + 1 < stream.Length && (stream[i + 1] == quote || stream[i + 1] == escape)) field.Append(stream[++i]);
            else if (c == quote) (inQuotes, wasQuoted) = (!inQuotes, true);
            else if (!inQuotes && (c == delimiter || c == '\n'))
            {
                row.Add(!wasQuoted && field.ToString() == nullText ? null : field.ToString());
                (field, wasQuoted) = (new StringBuilder(), false);
                if (c != '\n') continue;
                rows.Add([.. row]);
                row.Clear();
            }
            else field.Append(c);
        }
        return rows;
    }

    public static byte[] Binary(IEnumerable<string?[]> rows)
    {
        var stream = new List<byte>([0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);
        foreach (var row in rows)
        {
            Int16(row.Length);
            foreach (var value in row)
            {
                Int32(value is null ? -1 : Encoding.UTF8.GetByteCount(value));
                stream.AddRange(Encoding.UTF8.GetBytes(value ?? ""));
            }
        }
        Int16(-1);
        return [.. stream];

        void Int16(int value) => stream.AddRange([(byte)(value >> 8), (byte)value]);
        void Int32(int value) => stream.AddRange([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
    }

    public static List<string?[]> ReadBinary(byte[] stream)
    {
        var rows = new List<string?[]>();
        var at = 22;
        while (BinaryPrimitives.ReadInt16BigEndian(stream.AsSpan(at)) is var count && count >= 0)
        {
            at += 2;
            var row = new string?[count];
            for (var i = 0; i < count; i++)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at));
                at += 4;
                if (length < 0) continue;
                row[i] = Encoding.UTF8.GetString(stream, at, length);
                at += length;
            }
            rows.Add(row);
        }
        return rows;
    }

    private static string Escape(string value, char delimiter) => string.Concat(value.Select(c => c switch
    {
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        '\\' => "\\\\",
        _ => c == delimiter ? "\\" + c : c.ToString(),
    }));

    private static string Unescape(string field)
    {
        var value = new StringBuilder();
        for (var i = 0; i < field.Length; i++)
        {
            var letter = field[i] == '\\' ? "bfnrtv".IndexOf(field[++i], StringComparison.Ordinal) : -2;
            value.Append(letter >= 0 ? "\b\f\n\r\t\v"[letter] : field[i]);
        }
        return value.ToString();
    }
}
