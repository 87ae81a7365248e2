using System.Buffers.Binary;
using System.Text;

namespace HoopLike.Bypass.Tests.Wire;

/// <summary>A message as it came (PostgreSQL manual, section 55.7): type letter and body without the length.</summary>
sealed record PgMessage(char Type, byte[] Body)
{
    /// <summary>The values of a DataRow; null for NULL.</summary>
    public IReadOnlyList<byte[]?> Cells
    {
        get
        {
            var cells = new byte[]?[BinaryPrimitives.ReadInt16BigEndian(Body)];
            var at = 2;
            for (var i = 0; i < cells.Length; i++)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(Body.AsSpan(at));
                at += 4;
                if (length < 0) continue;
                cells[i] = Body[at..(at + length)];
                at += length;
            }
            return cells;
        }
    }

    /// <summary>The fields of an ErrorResponse or NoticeResponse.</summary>
    public IReadOnlyDictionary<char, string> Fields =>
        Encoding.UTF8.GetString(Body).Split('\0', StringSplitOptions.RemoveEmptyEntries).GroupBy(f => f[0]).ToDictionary(g => g.Key, g => g.First()[1..]);

    /// <summary>The columns' names in a RowDescription; table and type OIDs differ from database to database.</summary>
    public IReadOnlyList<string> ColumnNames
    {
        get
        {
            var names = new string[BinaryPrimitives.ReadInt16BigEndian(Body)];
            var at = 2;
            for (var i = 0; i < names.Length; i++)
            {
                var end = Array.IndexOf(Body, (byte)0, at);
                names[i] = Encoding.UTF8.GetString(Body, at, end - at);
                at = end + 19;
            }
            return names;
        }
    }

    /// <summary>The types' OIDs in a ParameterDescription.</summary>
    public IReadOnlyList<int> ParameterTypes => [.. Enumerable.Range(0, BinaryPrimitives.ReadInt16BigEndian(Body)).Select(i => BinaryPrimitives.ReadInt32BigEndian(Body.AsSpan(2 + (4 * i))))];

    /// <summary>What it says, without what differs from one server or session to the next.</summary>
    public override string ToString() => Type switch
    {
        'T' => "T " + string.Join(", ", ColumnNames),
        'D' => "D " + string.Join(" | ", Cells.Select(Shown)),
        'E' or 'N' => Type + " " + string.Join(" ", Fields.Where(f => f.Key is not ('F' or 'L' or 'R' or 'V')).Select(f => $"{f.Key}={f.Value}")),
        'A' => "A " + Shown(Body[4..]),
        't' => "t",
        _ => Type + " " + Shown(Body),
    };

    public static string Shown(byte[]? value) =>
        value is null ? "NULL" : Array.TrueForAll(value, b => b is >= 32 and < 127 or >= 0xC2 or 10 or 0) ? Encoding.UTF8.GetString(value).Replace("\0", " ", StringComparison.Ordinal) : "0x" + Convert.ToHexStringLower(value);
}
