namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Finds one kind of sensitive value in text. Stateless, thread-safe, linear in the length of the text, no allocation.</summary>
public interface IDetector
{
    /// <summary>The word by which a masking rule asks for it.</summary>
    string Word { get; }

    /// <summary>What people read before they choose it.</summary>
    DetectorDescription About { get; }

    /// <summary>Whether it also looks at numbers in text format (bigint, numeric). A number in binary format is not searched: for that a rule names the column.</summary>
    bool ReadsNumbers => false;

    /// <summary>
    /// The first finding that begins at <paramref name="start"/> or later. What stands before <paramref name="start"/> still counts as the finding's surroundings. A finding holds no quotation mark:
    /// one that reaches over the end of a JSON string costs the whole document.
    /// </summary>
    bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length);
}
