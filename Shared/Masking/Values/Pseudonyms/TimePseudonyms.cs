using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace HoopLike.Shared.Masking.Values.Pseudonyms;

/// <summary>The years in which pseudonyms of times lie: 65,536 days from 1900-01-01.</summary>
internal static class PseudonymYears
{
    public const int Days = 1 << 16;

    /// <summary>1900-01-01 in days since 2000-01-01, the server's day 0.</summary>
    public const int First = -36_524;

    public static DateTime Epoch { get; } = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
}

/// <summary>date: a permutation of the days from 1900-01-01 to 2079-06-06; other days, and infinity, become one of these too.</summary>
internal sealed class DatePseudonym(HashKey key, short format) : Pseudonym(key.For("date"), format)
{
    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        int days;
        if (!IsBinary)
        {
            if (!IsoTime.TryReadDate(value, out days)) return MaskOutcome.Null;
        }
        else
        {
            if (value.Length != sizeof(int)) return MaskOutcome.Null;
            days = BinaryPrimitives.ReadInt32BigEndian(value);
        }
        var place = (long)days - PseudonymYears.First;
        var pseudonym = PseudonymYears.First + key.Shorts[place is >= 0 and < PseudonymYears.Days ? (ushort)place : (ushort)Mac(days)];
        if (IsBinary)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(bytes, pseudonym);
            return Write(output, bytes);
        }
        _ = PseudonymYears.Epoch.AddDays(pseudonym).TryFormat(output.GetSpan(10), out var written, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        output.Advance(written);
        return MaskOutcome.Replaced;
    }
}

/// <summary>timestamp, timestamptz: a microsecond from 1900-01-01 to 2079-06-06, the zone UTC. Two of a million values share one with a chance of 1 in 10,000.</summary>
internal sealed class TimestampPseudonym(byte[] key, short format, bool hasZone) : Pseudonym(key, format)
{
    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        long microseconds;
        if (!IsBinary)
        {
            if (!IsoTime.TryReadTimestamp(value, hasZone, out microseconds)) return MaskOutcome.Null;
        }
        else
        {
            if (value.Length != sizeof(long)) return MaskOutcome.Null;
            microseconds = BinaryPrimitives.ReadInt64BigEndian(value);
        }
        var pseudonym = (PseudonymYears.First * IsoTime.DayMicroseconds) + (long)(Mac(microseconds) % (PseudonymYears.Days * (ulong)IsoTime.DayMicroseconds));
        if (IsBinary)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, pseudonym);
            return Write(output, bytes);
        }
        _ = PseudonymYears.Epoch.AddTicks(pseudonym * TimeSpan.TicksPerMicrosecond).TryFormat(output.GetSpan(29), out var written, hasZone ? "yyyy-MM-dd HH:mm:ss.ffffff+00" : "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        output.Advance(written);
        return MaskOutcome.Replaced;
    }
}
