using System.Buffers.Binary;
using System.Text;

namespace HoopLike.Agent.Tests.Recording;

/// <summary>DataRow bodies.</summary>
static class Rows
{
    public static byte[] Text(params string?[] values) => Of([.. values.Select(v => v is null ? null : Encoding.UTF8.GetBytes(v))]);

    public static byte[] Of(params byte[]?[] values)
    {
        var body = new List<byte>();
        body.AddRange(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness((short)values.Length)));
        foreach (var value in values)
        {
            body.AddRange(BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value?.Length ?? -1)));
            if (value is not null) body.AddRange(value);
        }
        return [.. body];
    }
}
