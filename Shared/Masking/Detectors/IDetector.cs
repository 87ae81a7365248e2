namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Under which heading people look for a detector.</summary>
public enum DetectorGroup { Money, People, Network, Credentials, Patterns }

/// <summary>Finds one kind of sensitive value in text. Stateless, thread-safe, linear in the length of the text, no allocation.</summary>
public interface IDetector
{
    /// <summary>The word by which a masking rule asks for it.</summary>
    string Word { get; }

    DetectorGroup Group { get; }

    /// <summary>What people read before they choose it.</summary>
    DetectorDescription About { get; }

    /// <summary>Whether it also looks at numbers (bigint, numeric, double precision), as decimal digits in either format.</summary>
    bool ReadsNumbers => false;

    /// <summary>Whether values of the server's own types for network addresses (inet, cidr) are findings of it.</summary>
    bool ReadsAddresses => false;

    /// <summary>Whether a text can be a finding as a whole that within other text would be none.</summary>
    bool ReadsWhole => false;

    /// <summary>Bytes of which every finding has one in it, but for those of <see cref="ShortestUnmarked"/> bytes or more, which may have it before them; none where no such bytes can be named. Most text has none, and is done with at the first look.</summary>
    ReadOnlySpan<byte> Marks => [];

    /// <summary>See <see cref="Marks"/>.</summary>
    int ShortestUnmarked => int.MaxValue;

    /// <summary>No number that is spelled with fewer bytes, and without an exponent, is a finding.</summary>
    int ShortestNumber => 0;

    /// <summary>
    /// The first finding that begins at <paramref name="start"/> or later. What stands before <paramref name="start"/> still counts as the finding's surroundings (<see cref="DetectedStream.Surroundings"/>
    /// bytes of it at most). A finding holds no quotation mark: one that reaches over the end of a JSON string costs the whole document.
    /// </summary>
    bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length);

    /// <summary>
    /// Of a text that may go on: where, at <paramref name="start"/> or later, a finding may begin that the rest decides about; the text's length where there is none. Findings that end before it stand whatever follows.
    /// </summary>
    int OpenFrom(ReadOnlySpan<byte> utf8, int start);
}
