using System.Buffers;
using System.Collections.Immutable;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Masking.Values;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Shared.Masking.Detectors;

/// <summary>The detectors in force for a caller, the strictest first, each with what it does to its findings.</summary>
internal sealed class DetectorSet
{
    /// <summary>Words and patterns of all rules together; more are refused when a configuration is saved.</summary>
    public const int Limit = 128;

    private readonly ImmutableArray<(IDetector Detector, TextMask? Mask)> detectors;
    private readonly SearchValues<byte>? marks;
    private readonly SearchValues<byte>? signsOrMarks;
    private readonly int shortestUnmarked;
    private readonly int shortestNumber;

    public DetectorSet(ImmutableArray<MaskingRuleConfig> rules, HashKey? hashKey)
    {
        // By word or by pattern: the same pattern in two rules is one detector.
        var methods = new Dictionary<object, MaskMethod>();
        foreach (var rule in rules)
        foreach (var key in rule.Detectors.Concat<object>(rule.Patterns))
            methods[key] = methods.TryGetValue(key, out var before) ? MaskStrength.Strictest(before, rule.Method) : rule.Method;
        detectors = [.. methods.OrderByDescending(m => MaskStrength.Rank(m.Value)).Select(m => (DetectorOf(m.Key), TextMask.Of(m.Value, hashKey)))];
        ReadsNumbers = detectors.Any(d => d.Detector.ReadsNumbers);
        if (detectors.Any(d => d.Detector.Marks.IsEmpty)) return;
        byte[] found = [.. detectors.SelectMany(d => d.Detector.Marks.ToArray()).Distinct()];
        marks = SearchValues.Create(found);
        signsOrMarks = SearchValues.Create([.. JsonSigns, .. found]);
        shortestUnmarked = detectors.Select(d => d.Detector.ShortestUnmarked).DefaultIfEmpty(int.MaxValue).Min();
        shortestNumber = detectors.Where(d => d.Detector.ReadsNumbers).Select(d => d.Detector.ShortestNumber).DefaultIfEmpty(int.MaxValue).Min();
    }

    /// <summary>What ends the plain part of a JSON string (RFC 8259, section 7).</summary>
    public static ReadOnlySpan<byte> JsonSigns => "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\"u8;

    public bool IsEmpty => detectors.IsEmpty;

    public int Count => detectors.Length;

    /// <summary>Whether nothing can be found in a text, at a look at its bytes; false says nothing.</summary>
    /// <param name="before">What stands before it.</param>
    /// <param name="text">All of it, or more than a finding with its surroundings.</param>
    public bool IsClear(ReadOnlySpan<byte> before, ReadOnlySpan<byte> text) =>
        IsEmpty || (marks is not null && !text.ContainsAny(marks) && (text.Length < shortestUnmarked || !before.ContainsAny(marks)));

    /// <summary>Where a JSON string ends in which nothing can be found, at one look at its bytes; -1 where it does not end here, has escapes, or has to be searched.</summary>
    /// <param name="text">Behind its quotation mark.</param>
    public int ClearStringEnd(ReadOnlySpan<byte> text)
    {
        if (signsOrMarks is null) return -1;
        var found = text.IndexOfAny(signsOrMarks);
        return found >= 0 && text[found] == (byte)'"' && found < shortestUnmarked ? found : -1;
    }

    /// <summary>The same of a number as JSON spells it.</summary>
    public bool IsClearNumber(ReadOnlySpan<byte> number) => number.Length < shortestNumber && number.IndexOfAny((byte)'e', (byte)'E') < 0;

    public bool ReadsNumbers { get; }

    public bool ReadsAddresses => detectors.Any(d => d.Detector.ReadsAddresses);

    /// <summary>By rank: a lower index is the stricter method. Null leaves nothing of the whole value.</summary>
    public TextMask? MaskOf(int index) => detectors[index].Mask;

    public string WordOf(int index) => detectors[index].Detector.Word;

    public bool TryFind(int index, ReadOnlySpan<byte> utf8, int start, out int offset, out int length) => detectors[index].Detector.TryFind(utf8, start, out offset, out length);

    /// <summary>Where a text that goes on is open for any of them.</summary>
    public int OpenFrom(ReadOnlySpan<byte> utf8, int start)
    {
        var open = utf8.Length;
        foreach (var (detector, _) in detectors) open = Math.Min(open, detector.OpenFrom(utf8, start));
        return open;
    }

    /// <summary>In a text that may have escapes in it.</summary>
    public bool FindsAny(ReadOnlySpan<byte> utf8, bool numbersOnly)
    {
        using var searched = new SearchedText(utf8, onlyUnicode: true);
        return FindsAnyIn(searched.Text, numbersOnly);
    }

    public bool FindsAnyIn(ReadOnlySpan<byte> utf8, bool numbersOnly)
    {
        foreach (var (detector, _) in detectors)
            if ((!numbersOnly || detector.ReadsNumbers) && detector.TryFind(utf8, 0, out _, out _)) return true;
        return false;
    }

    /// <summary>In a text that begins at <paramref name="start"/>, behind what counts as its surroundings.</summary>
    public bool FindsAnyFrom(ReadOnlySpan<byte> utf8, int start)
    {
        foreach (var (detector, _) in detectors)
            if (detector.TryFind(utf8, start, out _, out _)) return true;
        return false;
    }

    /// <summary>The strictest detector that finds something in a number that begins at <paramref name="start"/>; -1 where none does.</summary>
    public int FindNumber(ReadOnlySpan<byte> utf8, int start)
    {
        for (var i = 0; i < detectors.Length; i++)
            if (detectors[i].Detector.ReadsNumbers && detectors[i].Detector.TryFind(utf8, start, out _, out _)) return i;
        return -1;
    }

    /// <summary>The strictest detector of which the text is a finding because it is the whole of it (<see cref="IDetector.ReadsWhole"/>); -1 where it is of none.</summary>
    public int FindWhole(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < detectors.Length; i++)
            if (detectors[i].Detector.ReadsWhole && detectors[i].Detector.TryFind(utf8, 0, out var offset, out var length) && offset == 0 && length == utf8.Length) return i;
        return -1;
    }

    /// <summary>Writes the text with every finding masked, also one that <c>\uXXXX</c> is part of. <see cref="MaskOutcome.Unchanged"/> and <see cref="MaskOutcome.Null"/> write nothing.</summary>
    public MaskOutcome Mask(ReadOnlySpan<byte> utf8, IBufferWriter<byte> output)
    {
        if (!utf8.Contains((byte)'\\') && IsClear([], utf8)) return MaskOutcome.Unchanged;
        var searched = new SearchedText(utf8, onlyUnicode: true);
        try
        {
            return FindsAnyIn(searched.Text, numbersOnly: false) ? MaskFindings(utf8, ref searched, output) : MaskOutcome.Unchanged;
        }
        finally
        {
            searched.Dispose();
        }
    }

    private MaskOutcome MaskFindings(ReadOnlySpan<byte> utf8, ref SearchedText searched, IBufferWriter<byte> output)
    {
        var findings = new FindingReader(this, searched.Text, stackalloc Finding[Limit]);
        if (findings.LeavesNothing()) return MaskOutcome.Null;
        var copied = 0;
        while (findings.TryRead(out var finding))
        {
            var (from, to) = (Math.Max(searched.RawOf(finding.Offset, isEnd: false), copied), searched.RawOf(finding.End, isEnd: true));
            output.Write(utf8[copied..from]);
            var found = searched.Text[finding.Offset..finding.End];
            // Where an escape was read, one may be needed again.
            if (searched.IsDecoded && found.Length != to - from) JsonEscapes.WriteMasked(found, MaskOf(finding.Detector)!, output);
            else MaskOf(finding.Detector)!.Write(found, output);
            copied = to;
        }
        output.Write(utf8[copied..]);
        return MaskOutcome.Replaced;
    }

    private static IDetector DetectorOf(object key) => key is PatternDetector pattern
        ? RegexDetector.Of(pattern)
        : DetectorCatalogue.Find((string)key) ?? throw new NotSupportedException($"There is no detector called {key}; there are {string.Join(", ", DetectorCatalogue.Words)}.");
}
