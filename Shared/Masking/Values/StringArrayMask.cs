using System.Buffers;
using System.Buffers.Binary;

namespace HoopLike.Shared.Masking.Values;

/// <summary>Arrays of strings, element by element: how many there are, and which of them are NULL, stays to be seen.</summary>
internal sealed class StringArrayMask(ValueMask element, short format) : ValueMask
{
    public override bool ReadsValue => true;

    public override MaskOutcome Apply(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var masked = new ArrayText(element);
        return (format == 1 ? masked.TryMaskBinary(value) : masked.TryMaskText(value)) ? masked.WriteTo(output) : MaskOutcome.Null;
    }

    /// <summary>What is written before it is certain that the whole can be read is kept apart.</summary>
    private readonly struct ArrayText(ValueMask element)
    {
        /// <summary>Of what a thread needed once, no more than this stays with it.</summary>
        private const int Kept = 1024 * 1024;

        [ThreadStatic]
        private static ArrayBufferWriter<byte>? written;

        [ThreadStatic]
        private static ArrayBufferWriter<byte>? item;

        [ThreadStatic]
        private static bool changed;

        private static ArrayBufferWriter<byte> Written => written ??= new ArrayBufferWriter<byte>(256);

        private static ArrayBufferWriter<byte> Item => item ??= new ArrayBufferWriter<byte>(256);

        /// <summary>Nothing where no element was changed.</summary>
        public MaskOutcome WriteTo(IBufferWriter<byte> output)
        {
            if (changed) output.Write(Written.WrittenSpan);
            if (Written.Capacity > Kept) written = null;
            return changed ? MaskOutcome.Replaced : MaskOutcome.Unchanged;
        }

        // Int32 dimensions; Int32 whether there are NULLs; Int32 element type; for each dimension Int32 length, Int32 lower bound; for each element Int32 length (-1 for NULL), bytes
        public bool TryMaskBinary(ReadOnlySpan<byte> value)
        {
            Written.ResetWrittenCount();
            changed = false;
            if (value.Length < 12) return false;
            var dimensions = BinaryPrimitives.ReadInt32BigEndian(value);
            if (dimensions is < 0 or > 6 || value.Length < 12 + (dimensions * 8)) return false;
            Written.Write(value[..(12 + (dimensions * 8))]);
            var elements = dimensions == 0 ? 0L : 1L;
            for (var i = 0; i < dimensions && elements is >= 0 and <= int.MaxValue; i++) elements *= BinaryPrimitives.ReadInt32BigEndian(value[(12 + (i * 8))..]);
            value = value[(12 + (dimensions * 8))..];
            if (elements < 0 || value.Length < elements * 4) return false;
            for (; elements > 0; elements--)
            {
                if (value.Length < 4) return false;
                var length = BinaryPrimitives.ReadInt32BigEndian(value);
                value = value[4..];
                if (length > value.Length) return false;
                var isNull = length < 0 || Mask(value[..length]) == MaskOutcome.Null;
                BinaryPrimitives.WriteInt32BigEndian(Written.GetSpan(4), isNull ? -1 : Item.WrittenCount);
                Written.Advance(4);
                if (!isNull) Written.Write(Item.WrittenSpan);
                if (length > 0) value = value[length..];
            }
            return value.IsEmpty;
        }

        /// <summary><c>{a,"b c",NULL}</c>, nested, and with bounds before it: <c>[0:1]={a,b}</c> (manual, section 8.15.6).</summary>
        public bool TryMaskText(ReadOnlySpan<byte> value)
        {
            Written.ResetWrittenCount();
            changed = false;
            var reader = new ArrayLiteral(value);
            if (!reader.TryReadBounds(out var bounds)) return false;
            Written.Write(bounds);
            while (reader.TryRead(out var part, out var isElement))
            {
                if (!isElement)
                {
                    Written.Write(part);
                    continue;
                }
                Item.ResetWrittenCount();
                if (reader.IsNull || Mask(reader.Decode(part)) == MaskOutcome.Null) Written.Write("NULL"u8);
                else ArrayLiteral.Quote(Item.WrittenSpan, Written);
            }
            return reader.IsComplete;
        }

        private MaskOutcome Mask(ReadOnlySpan<byte> value)
        {
            Item.ResetWrittenCount();
            var outcome = element.Apply(value, Item);
            if (outcome == MaskOutcome.Unchanged) Item.Write(value);
            else changed = true;
            return outcome;
        }
    }
}
