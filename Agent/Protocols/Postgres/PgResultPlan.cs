using System.Text;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Masking;
using HoopLike.Shared.Masking.Tokens;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>How the rows under one RowDescription are masked and recorded.</summary>
/// <param name="Description">The RowDescription's body.</param>
/// <param name="Masking">The rules that the plan was made under.</param>
internal sealed record PgResultPlan(byte[] Description, StatementMasking Masking, ResultMask Mask, string[] Names, (uint TypeOid, short Format)[] Types)
{
    /// <summary>Which statement of the text the rows answer.</summary>
    public required int Index { get; init; }

    // RowDescription: Int16 count; each: String name, Int32 table, Int16 attribute, Int32 type, Int16 size, Int32 modifier, Int16 format
    public static PgResultPlan Read(byte[] body, StatementMasking masking, int index, TokenKey? tokens)
    {
        var reader = new WireReader(body, "RowDescription");
        var count = (ushort)reader.ReadInt16();
        var names = new string[count];
        var types = new (uint, short)[count];
        var columns = new ResultColumn[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = Encoding.UTF8.GetString(reader.ReadCString());
            var table = reader.ReadUInt32();
            var attribute = reader.ReadInt16();
            var type = reader.ReadUInt32();
            reader.ReadInt16();
            reader.ReadInt32();
            var format = reader.ReadInt16();
            columns[i] = new ResultColumn(table, attribute, type, format);
            types[i] = (type, format);
        }

        reader.ReadEnd();
        return new PgResultPlan(body, masking, masking.PlanResult(index, columns, tokens), names, types) { Index = index };
    }

    /// <summary>Only the columns' names.</summary>
    public static string[] NamesOf(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body, "RowDescription");
        var names = new string[(ushort)reader.ReadInt16()];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetString(reader.ReadCString());
            reader.ReadBytes(18);
        }

        return names;
    }

    /// <summary>Only the columns' origins and types.</summary>
    public static ResultColumn[] Columns(ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body, "RowDescription");
        var columns = new ResultColumn[(ushort)reader.ReadInt16()];
        foreach (ref var column in columns.AsSpan())
        {
            reader.ReadCString();
            var (table, attribute, type) = (reader.ReadUInt32(), reader.ReadInt16(), reader.ReadUInt32());
            reader.ReadBytes(6);
            column = new ResultColumn(table, attribute, type, reader.ReadInt16());
        }

        reader.ReadEnd();
        return columns;
    }
}
