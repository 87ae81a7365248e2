using System.Collections.Immutable;
using System.Text;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>Runs all detectors, and patterns of rules, over values of one column and keeps what they say, never the values.</summary>
public sealed class ColumnSearch
{
    /// <summary>One number in ten that looks like a card is one by chance (the Luhn digit): a column of plain numbers holds cards only if more of them do.</summary>
    private const double ByChance = 0.3;

    private readonly bool isNumber;
    private readonly ImmutableArray<IDetector> all;
    private readonly int[] found;
    private readonly int[] within;
    private int values;

    /// <param name="isNumber">Only detectors that read numbers look at it.</param>
    /// <param name="patterns">Of the rules that concern the connection; each is a class of its own, and one that several rules have is one.</param>
    public ColumnSearch(bool isNumber, params ImmutableArray<PatternDetector> patterns)
    {
        this.isNumber = isNumber;
        all = [.. DetectorCatalogue.Classes, .. patterns.DistinctBy(p => p.Name, StringComparer.Ordinal).Select(RegexDetector.Of)];
        (found, within) = (new int[all.Length], new int[all.Length]);
    }

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
        var at = Enumerable.Range(0, all.Length).FirstOrDefault(i => all[i].Word == word, -1);
        return at < 0 || values == 0 || (isNumber && !all[at].ReadsNumbers) ? null : (double)found[at] / values;
    }

    private bool IsMeant(int detector) => found[detector] > 0 && (!all[detector].ReadsNumbers || within[detector] > 0 || found[detector] > values * ByChance);
}
