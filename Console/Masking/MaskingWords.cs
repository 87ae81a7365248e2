using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Detectors;
using HoopLike.Shared.Policy;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Masking;

/// <summary>A masking rule in words that somebody reads at a glance.</summary>
public static class MaskingWords
{
    private const int Listed = 4;

    /// <summary><c>customers.email and every ssn column on shop: the last 4 characters stay; use in WHERE is allowed; exempt: whoever is in privacy</c></summary>
    public static string Sentence(MaskingRuleConfig rule)
    {
        List<string> parts = [$"{What(rule)} on {Connections(rule.Connections)}: {Method(rule.Method)}"];
        if (!rule.Columns.IsDefaultOrEmpty) parts.Add(Predicates(rule.Predicates));
        if (rule.Direction != MaskDirection.Response) parts.Add(Direction(rule.Direction));
        parts.Add(rule.Exempt.IsEmpty() ? "nobody is exempt" : $"exempt: {Exempt(rule.Exempt)}");
        return string.Join("; ", parts);
    }

    public static string What(MaskingRuleConfig rule)
    {
        List<string> columns = [.. rule.Columns.Select(Column), .. (rule.JsonPaths.IsDefault ? [] : rule.JsonPaths).Select(p => $"{p} in JSON")];
        var detectors = rule.Searched().Select(Detector).ToList();
        var named = Listing(columns, "and");
        if (detectors.Count == 0) return columns.Count == 0 ? "nothing" : named;
        var found = $"{Listing(detectors, "and")} wherever found";
        return columns.Count == 0 ? found : $"{named}, and {found},";
    }

    /// <summary>A pattern <c>schema.table.column</c>; one of another form as it is.</summary>
    public static string Column(string pattern)
    {
        if (pattern.Split('.') is not [var schema, var table, var column]) return pattern;
        return (schema, table, column) switch
        {
            ("*", "*", "*") => "every column",
            (_, "*", "*") => $"every column of schema {schema}",
            ("*", "*", _) => $"every {column} column",
            (_, "*", _) => $"every {column} column of schema {schema}",
            ("*", _, "*") => $"every column of {table} in any schema",
            ("*", _, _) => $"{table}.{column} in any schema",
            (_, _, "*") => $"every column of {Table(schema, table)}",
            _ => $"{Table(schema, table)}.{column}",
        };
    }

    /// <summary>What callers get instead.</summary>
    public static string Method(MaskMethod method) => method switch
    {
        { Kind: MaskKind.Redact } => "shown as [redacted]",
        { Kind: MaskKind.Null } => "shown as NULL",
        { Kind: MaskKind.Hash } => "shown as a hash",
        { Kind: MaskKind.Token } => "shown as a token",
        { KeepFirst: 0, KeepLast: 0 } => "shown as stars",
        { KeepFirst: 0 } => Kept("last", method.KeepLast),
        { KeepLast: 0 } => Kept("first", method.KeepFirst),
        _ => $"the first {method.KeepFirst} and the last {method.KeepLast} characters stay",
    };

    public static string Predicates(PredicateUse use) => use switch
    {
        PredicateUse.Deny => "use in WHERE is refused",
        PredicateUse.Equality => "only comparing for being equal is allowed",
        _ => "use in WHERE is allowed",
    };

    public static string Direction(MaskDirection direction) => direction switch
    {
        MaskDirection.Request => "in requests, not in answers",
        MaskDirection.Both => "in requests and answers",
        _ => "in answers",
    };

    public static string Copies(CopyUse use) => use == CopyUse.Inherit ? "may be stored where this rule names the column too" : "storing elsewhere is refused";

    public static string Connections(ConnectionMatch match)
    {
        var tags = string.Join(", ", match.Tags.Select(t => $"{t.Key}={t.Value}"));
        if (match.Names.IsDefaultOrEmpty) return tags.Length == 0 ? "every connection" : $"connections tagged {tags}";
        return Listing([.. match.Names], "and") + (tags.Length == 0 ? "" : $" (where tagged {tags})");
    }

    /// <summary>Each list that is given must hold something of the caller.</summary>
    public static string Exempt(SubjectMatch match)
    {
        List<string> parts = [];
        if (!match.Kinds.IsDefaultOrEmpty) parts.Add($"is {Listing([.. match.Kinds.Distinct().Select(k => k == CallerKind.Human ? "a person" : "a machine")], "or")}");
        if (!match.Groups.IsDefaultOrEmpty) parts.Add($"is in {Listing([.. match.Groups], "or")}");
        if (!match.Identities.IsDefaultOrEmpty) parts.Add($"is named {Listing([.. match.Identities], "or")}");
        return parts.Count == 0 ? "nobody" : $"whoever {string.Join(" and ", parts)}";
    }

    /// <summary>The title, small; the name of a pattern, and a word that is no detector's, as it is.</summary>
    public static string Detector(string word)
    {
        var title = DetectorCatalogue.Find(word)?.About.Title;
        return title is null ? word : IsName(title.Split(' ')[0]) ? title : char.ToLowerInvariant(title[0]) + title[1..];
    }

    /// <summary>What a group of detectors has in common.</summary>
    public static string Group(DetectorGroup group) => group switch
    {
        DetectorGroup.Money => "Money",
        DetectorGroup.People => "People",
        DetectorGroup.Network => "Network",
        DetectorGroup.Credentials => "Credentials",
        _ => "Patterns of your own",
    };

    private static bool IsName(string word) => word is "Google" or "Azure" or "Stripe" or "Slack" || word.Skip(1).Any(char.IsUpper);

    /// <summary>"a, b and c"; of a long list the beginning and how many more.</summary>
    public static string Listing(IReadOnlyList<string> words, string last) => words.Count switch
    {
        0 => "nothing",
        1 => words[0],
        <= Listed => $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}",
        _ => $"{string.Join(", ", words.Take(Listed - 1))} {last} {words.Count - Listed + 1} more",
    };

    private static string Table(string schema, string table) => schema == "public" ? table : $"{schema}.{table}";

    private static string Kept(string end, int count) => count == 1 ? $"the {end} character stays" : $"the {end} {count} characters stay";
}
