using System.Text.RegularExpressions;
using HoopLike.Shared.Masking.Detectors;

namespace HoopLike.Shared.Snapshot.Validation;

/// <summary>Patterns of masking rules: what cannot be matched in linear time, or could match nothing at all, is refused.</summary>
internal static class PatternChecks
{
    private const int MostInRule = 16;
    private const int MostInAll = 64;
    private const int LongestRegex = 500;
    private const int LongestMatch = 512;
    private const int MostWords = 20;

    /// <summary>Texts in which an expression that can match nothing does.</summary>
    private static readonly string[] probes = ["", "a", " a 1 ", "-"];

    /// <summary>Of one rule.</summary>
    public static void Run(MaskingRuleConfig rule, FaultPlace at)
    {
        var patterns = rule.Patterns.OrNone();
        at.AddIf(patterns.Length > MostInRule, "patterns", $"are {patterns.Length}; a rule has {MostInRule} at most.");
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, pattern) in patterns.Index())
        {
            Name(pattern.Name, i, seen, at);
            if (RegexFault(pattern.Regex) is { } fault) at.Add($"patterns[{i}].regex", fault);
            at.AddIf(pattern.MaxLength is < 1 or > LongestMatch, $"patterns[{i}].maxLength", $"must be 1 to {LongestMatch} characters.");
            var near = pattern.Near.OrNone();
            at.AddIf(near.Length > MostWords, $"patterns[{i}].near", $"are {near.Length} words; a pattern has {MostWords} at most.");
            at.NotBlank($"patterns[{i}].near", near);
            foreach (var (n, word) in near.Index())
                at.AddIf(word is not null && word.Length > RegexDetector.NearDistance, $"patterns[{i}].near[{n}]", $"is longer than the {RegexDetector.NearDistance} characters in which it would have to stand.");
        }
    }

    /// <summary>Of all rules together: a name means one pattern, because people and the coverage page go by it.</summary>
    public static void RunOnAll(AgentSnapshot snapshot, FaultList faults)
    {
        var known = new Dictionary<string, (PatternDetector Pattern, string Rule)>(StringComparer.Ordinal);
        foreach (var (i, rule) in snapshot.MaskingRules.Index())
        foreach (var (p, pattern) in rule.Patterns.OrNone().Index())
        {
            if (!known.TryAdd(pattern.Name, (pattern, rule.Name)) && known[pattern.Name] is var (other, where) && where != rule.Name && other != pattern)
                faults.Add($"maskingRules[{i}].patterns[{p}].name", rule.Name, $"'{pattern.Name}' is another pattern in the rule '{where}'; give this one another name, or make both the same.");
        }
        if (known.Count > MostInAll) faults.Add("maskingRules", null, $"have {known.Count} patterns of different names together; {MostInAll} are the most.");
    }

    /// <summary>What is wrong with an expression, as the end of a sentence; null where a detector can use it.</summary>
    public static string? RegexFault(string? regex)
    {
        if (string.IsNullOrEmpty(regex)) return "must not be empty.";
        if (regex.Length > LongestRegex) return $"is longer than {LongestRegex} characters.";
        if (RegexForm.Of(regex).Unfit is { } unfit) return unfit;
        try
        {
            var made = new Regex(regex, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return Array.Exists(probes, p => made.Match(p) is { Success: true, Length: 0 }) ? "can match nothing at all; let it ask for one character at least." : null;
        }
        catch (NotSupportedException)
        {
            return "looks around itself or refers back, which cannot be matched in time linear in the text; say it without.";
        }
        catch (ArgumentException e)
        {
            return $"is no regular expression: {e.Message}";
        }
    }

    private static void Name(string? name, int index, Dictionary<string, int> seen, FaultPlace at)
    {
        if (name is null || !FaultList.IsPlainName(name)) at.Add($"patterns[{index}].name", "a name is 1 to 63 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit.");
        else if (DetectorCatalogue.Find(name) is not null) at.Add($"patterns[{index}].name", $"'{name}' is a detector of its own; choose another name.");
        else if (!seen.TryAdd(name, index)) at.Add($"patterns[{index}].name", $"the name is taken by patterns[{seen[name]}].");
    }
}
