using System.Numerics;

namespace HoopLike.Console.Sessions.Replay;

/// <summary>A set of sequences: a bit each, in blocks that exist only where something was set. Not thread-safe.</summary>
internal sealed class MarkBits
{
    private const int WordsInBlock = 1024;
    private const int BitsInBlock = WordsInBlock * 64;

    private readonly List<ulong[]?> blocks = [];

    public long Count { get; private set; }

    public void Set(long sequence)
    {
        var block = (int)(sequence / BitsInBlock);
        while (blocks.Count <= block) blocks.Add(null);
        var words = blocks[block] ??= new ulong[WordsInBlock];
        var bit = (int)(sequence % BitsInBlock);
        var mask = 1UL << (bit & 63);
        if ((words[bit >> 6] & mask) == 0) Count++;
        words[bit >> 6] |= mask;
    }

    public bool Contains(long sequence)
    {
        var block = sequence / BitsInBlock;
        if (sequence < 0 || block >= blocks.Count || blocks[(int)block] is not { } words) return false;
        var bit = (int)(sequence % BitsInBlock);
        return (words[bit >> 6] & (1UL << (bit & 63))) != 0;
    }

    /// <summary>The first one at or after a sequence; null for none.</summary>
    public long? AtOrAfter(long sequence)
    {
        sequence = Math.Max(sequence, 0);
        for (var word = sequence >> 6; word < (long)blocks.Count * WordsInBlock; word++)
        {
            var words = blocks[(int)(word / WordsInBlock)];
            if (words is null)
            {
                word += WordsInBlock - 1 - (word % WordsInBlock);
                continue;
            }

            var bits = words[word % WordsInBlock];
            if (word == sequence >> 6) bits &= ulong.MaxValue << (int)(sequence & 63);
            if (bits != 0) return (word << 6) + BitOperations.TrailingZeroCount(bits);
        }

        return null;
    }

    /// <summary>The last one at or before a sequence; null for none.</summary>
    public long? AtOrBefore(long sequence)
    {
        sequence = Math.Min(sequence, ((long)blocks.Count * BitsInBlock) - 1);
        for (var word = sequence >> 6; sequence >= 0 && word >= 0; word--)
        {
            var words = blocks[(int)(word / WordsInBlock)];
            if (words is null)
            {
                word -= word % WordsInBlock;
                continue;
            }

            var bits = words[word % WordsInBlock];
            if (word == sequence >> 6) bits &= ulong.MaxValue >> (63 - (int)(sequence & 63));
            if (bits != 0) return (word << 6) + 63 - BitOperations.LeadingZeroCount(bits);
        }

        return null;
    }
}
