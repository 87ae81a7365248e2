namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Finds one kind of sensitive value in text. Stateless, thread-safe, linear in the length of the text, no allocation.</summary>
public interface IDetector
{
    /// <summary>The word by which a masking rule asks for it.</summary>
    string Word { get; }

    /// <summary>The first finding that begins at <paramref name="start"/> or later. What stands before <paramref name="start"/> still counts as the finding's surroundings.</summary>
    bool TryFind(ReadOnlySpan<byte> utf8, int start, out int offset, out int length);
}
