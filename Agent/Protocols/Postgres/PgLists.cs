using System.Buffers.Binary;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Protocols.Wire;
using HoopLike.Shared.Masking;

namespace HoopLike.Agent.Protocols.Postgres;

/// <summary>Arrays that a statement compares with a column under <c>predicates: equality</c>: a long one would be a way to try out what values there may be.</summary>
internal static class PgLists
{
    /// <summary>The verdict, or a denial where a parameter that is such an array has too many elements.</summary>
    public static OperationVerdict Check(in OperationVerdict verdict, PgOperationState operation)
    {
        if (verdict.Action is not (OperationAction.Allowed or OperationAction.NeedsApproval) || verdict.Masking!.ListParameters.IsDefaultOrEmpty || !operation.HasBind) return verdict;
        return !operation.IsBindCut && Elements(operation.Bind.Span, verdict.Masking.ListParameters.AsSpan()) <= StatementMasking.ComparedValuesLimit
            ? verdict
            : verdict with { Action = OperationAction.Denied, Message = "the statement compares a masked column with too many values", Detail = null, Hint = $"At most {StatementMasking.ComparedValuesLimit} in one statement." };
    }

    // Int16 count, Int16 formats; Int16 count, (Int32 length, bytes) values
    private static long Elements(ReadOnlySpan<byte> bind, ReadOnlySpan<int> lists)
    {
        var reader = new WireReader(bind, "Bind");
        reader.ReadBytes(sizeof(short) * (ushort)reader.ReadInt16());
        var count = (ushort)reader.ReadInt16();
        var elements = 0L;
        for (var number = 1; number <= count; number++)
        {
            var length = reader.ReadInt32();
            if (length < 0) continue;
            var value = reader.ReadBytes(length);
            if (lists.Contains(number)) elements += Elements(value);
        }
        return elements;
    }

    /// <summary>An array in text begins with a brace or its bounds, in binary with the number of its dimensions, at most six (array_recv): flags, type, then length and lower bound of each.</summary>
    private static long Elements(ReadOnlySpan<byte> array)
    {
        if (array.Length < sizeof(int) || array[0] != 0) return array.Count((byte)',') + 1L;
        var dimensions = BinaryPrimitives.ReadInt32BigEndian(array);
        var elements = 1L;
        for (var i = 0; i < dimensions; i++)
        {
            var at = 12 + (i * 8);
            if (at + sizeof(int) > array.Length || elements > StatementMasking.ComparedValuesLimit) return long.MaxValue;
            elements *= Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(array[at..]));
        }
        return elements;
    }
}
