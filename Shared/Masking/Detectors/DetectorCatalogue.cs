using System.Collections.Frozen;
using System.Collections.Immutable;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>The detectors that masking rules can name. To add one: its file, and its line here.</summary>
public static class DetectorCatalogue
{
    /// <summary>In the order in which the console shows them.</summary>
    public static ImmutableArray<IDetector> All { get; } =
    [
        new PaymentCardDetector(),
        new UsSsnDetector(),
        new EmailDetector(),
        new SecretDetector(),
    ];

    private static readonly FrozenDictionary<string, IDetector> byWord = All.ToFrozenDictionary(d => d.Word, StringComparer.Ordinal);

    /// <summary>In the order in which the console shows them.</summary>
    public static ImmutableArray<string> Words { get; } = [.. All.Select(d => d.Word)];

    /// <summary>Null for a word that is none.</summary>
    public static IDetector? Find(string word) => byWord.GetValueOrDefault(word);
}
