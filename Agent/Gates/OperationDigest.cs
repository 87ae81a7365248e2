using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Gates;

/// <summary>What an approval is bound to.</summary>
public static class OperationDigest
{
    private const int NullLength = -1;

    /// <summary>Lower-case hex SHA-256. Each field is preceded by its length in bytes (big-endian Int32; -1 for NULL), so no two different operations read alike.</summary>
    /// <param name="caller">With everybody who acts for it: an approval that was asked for through a program is no approval for the person alone.</param>
    /// <param name="operationText">The operation as it would be sent on, never the masked words of it.</param>
    public static string Of(CallerIdentity caller, string connection, string operationText, IReadOnlyList<ReadOnlyMemory<byte>?> bindValues, long snapshotVersion)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(caller.Name));
        Add(hash, Encoding.UTF8.GetBytes(connection));
        Add(hash, Encoding.UTF8.GetBytes(operationText));
        AddNumber(hash, bindValues.Count);
        foreach (var value in bindValues)
        {
            if (value is { } bytes) Add(hash, bytes.Span);
            else AddNumber(hash, NullLength);
        }
        Span<byte> version = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(version, snapshotVersion);
        hash.AppendData(version);
        foreach (var actor in caller.Actors)
        {
            Add(hash, Encoding.UTF8.GetBytes(actor.Name));
            AddNumber(hash, (int)actor.Kind);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The same over all writes of a transaction, in order, each with its bind values and with the rows that it affected.</summary>
    public static string OfTransaction(CallerIdentity caller, string connection, IReadOnlyList<(string Text, IReadOnlyList<ReadOnlyMemory<byte>?> BindValues, long? Rows)> writes, long snapshotVersion)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "transaction"u8);
        AddNumber(hash, writes.Count);
        Span<byte> rows = stackalloc byte[sizeof(long)];
        foreach (var write in writes)
        {
            Add(hash, Encoding.ASCII.GetBytes(Of(caller, connection, write.Text, write.BindValues, snapshotVersion)));
            BinaryPrimitives.WriteInt64BigEndian(rows, write.Rows ?? -1);
            hash.AppendData(rows);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        AddNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddNumber(IncrementalHash hash, int value)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(number, value);
        hash.AppendData(number);
    }
}
