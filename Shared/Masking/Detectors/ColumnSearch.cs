using System.Collections.Immutable;
using System.Text;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Runs all detectors over values of one column and keeps what they say, never the values.</summary>
/// <param name="isNumber">Only detectors that read numbers look at it.</param>
public sealed class ColumnSearch(bool isNumber)
{
    /// <summary>One number in ten that looks like a card is one by chance (the Luhn digit): a column of plain numbers holds cards only if more of them do.</summary>
    private const double ByChance = 0.3;

    private static readonly ImmutableArray<IDetector> all = DetectorCatalogue.Classes;

    private readonly int[] found = new int[all.Length];
    private readonly int[] within = new int[all.Length];
    private int values;

    /// <summary>Values looked at.</summary>
    public int Values => values;

    public void Add(string value)
    {
        values++;
        var utf8 = Encoding.UTF8.GetBytes(value);
        for (var i = 0; i < all.Length; i++)
        {
            if (isNumber && !all[i].ReadsNumbers) continue;
            if (!all[i].TryFind(utf8, 0, out _, out var length)) continue;
            found[i]++;
            if (length < utf8.Length) within[i]++;
        }
    }

    /// <summary>The class that most values are of, and the share of them; null where nothing was found.</summary>
    public (string Class, double Share)? Best()
    {
        var best = Enumerable.Range(0, all.Length).Where(IsMeant).OrderByDescending(i => found[i]).Select(i => (int?)i).FirstOrDefault();
        return best is { } at ? (all[at].Word, (double)found[at] / values) : null;
    }

    /// <summary>The share of values that the detector of this word found; null where there is none of it, or nothing to look at.</summary>
    public double? ShareOf(string word)
    {
        var at = all.IndexOf(DetectorCatalogue.Find(word)!);
        return at < 0 || values == 0 || (isNumber && !all[at].ReadsNumbers) ? null : (double)found[at] / values;
    }

    private bool IsMeant(int detector) => found[detector] > 0 && (!all[detector].ReadsNumbers || within[detector] > 0 || found[detector] > values * ByChance);
}
