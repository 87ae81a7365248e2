using System.Buffers;
using System.Text;

namespace HoopLike.Shared.Sql;

/// <summary>Names and values as they stand in statements of the gateway's own.</summary>
public static class SqlQuoting
{
    /// <summary>In double quotes: the name as it is, whatever is in it.</summary>
    public static string Name(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>A string constant, as <see cref="SqlLiterals.Write"/> writes it.</summary>
    public static string Literal(string value)
    {
        var output = new ArrayBufferWriter<byte>(value.Length + 2);
        SqlLiterals.Write(Encoding.UTF8.GetBytes(value), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
