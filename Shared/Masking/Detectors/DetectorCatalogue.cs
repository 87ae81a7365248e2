using System.Collections.Frozen;
using System.Collections.Immutable;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>The detectors that masking rules can name. To add one: its file, and its line here.</summary>
public static class DetectorCatalogue
{
    private static readonly SecretDetector secret = SecretDetector.Of(
    [
        new JwtDetector(),
        new PrivateKeyDetector(),
        new AwsKeyDetector(),
        new GcpKeyDetector(),
        new AzureKeyDetector(),
        new GitHubTokenDetector(),
        new StripeKeyDetector(),
        new SlackTokenDetector(),
        new HoopLikeKeyDetector(),
    ]);

    /// <summary>In the order in which the console shows them.</summary>
    public static ImmutableArray<IDetector> All { get; } =
    [
        new PaymentCardDetector(),
        new IbanDetector(),
        new UsSsnDetector(),
        new EmailDetector(),
        new PhoneDetector(),
        new IpDetector(),
        new HighEntropyDetector(),
        secret,
        .. secret.Parts,
    ];

    private static readonly FrozenDictionary<string, IDetector> byWord = All.ToFrozenDictionary(d => d.Word, StringComparer.Ordinal);

    /// <summary>In the order in which the console shows them.</summary>
    public static ImmutableArray<string> Words { get; } = [.. All.Select(d => d.Word)];

    /// <summary>Those that classify values: <c>secret</c> stands for the kinds that it is made of.</summary>
    public static ImmutableArray<IDetector> Classes { get; } = All.RemoveAll(d => secret.Parts.Contains(d));

    /// <summary>Null for a word that is none.</summary>
    public static IDetector? Find(string word) => byWord.GetValueOrDefault(word);
}
