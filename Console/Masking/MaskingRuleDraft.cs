using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Masking;

/// <summary>A masking rule while somebody writes it.</summary>
public sealed class MaskingRuleDraft
{
    public string Name { get; set; } = "";
    public ImmutableArray<string> Connections { get; set; } = [];
    /// <summary>As <c>key=value</c>.</summary>
    public ImmutableArray<string> Tags { get; set; } = [];
    public ImmutableArray<string> Columns { get; set; } = [];
    public ImmutableArray<string> JsonPaths { get; set; } = [];
    public ImmutableArray<string> Detectors { get; set; } = [];
    public ImmutableArray<PatternDetector> Patterns { get; set; } = [];
    public MaskKind Kind { get; set; } = MaskKind.Redact;
    /// <summary>Characters; counts for <see cref="MaskKind.Partial"/> only.</summary>
    public int KeepFirst { get; set; }
    public int KeepLast { get; set; } = 4;
    public PredicateUse Predicates { get; set; } = PredicateUse.Allow;
    public CopyUse Copies { get; set; } = CopyUse.Deny;
    /// <summary>Of bodies.</summary>
    public MaskDirection Direction { get; set; } = MaskDirection.Response;
    public ImmutableArray<string> ExemptGroups { get; set; } = [];
    public ImmutableArray<string> ExemptIdentities { get; set; } = [];
    public ImmutableArray<CallerKind> ExemptKinds { get; set; } = [];

    public static MaskingRuleDraft From(MaskingRuleConfig rule) => new()
    {
        Name = rule.Name,
        Connections = rule.Connections.Names,
        Tags = [.. rule.Connections.Tags.Select(t => $"{t.Key}={t.Value}")],
        Columns = rule.Columns,
        JsonPaths = rule.JsonPaths,
        Detectors = rule.Detectors,
        Patterns = rule.Patterns,
        Kind = rule.Method.Kind,
        KeepFirst = rule.Method.KeepFirst,
        KeepLast = rule.Method.Kind == MaskKind.Partial ? rule.Method.KeepLast : 4,
        Predicates = rule.Predicates,
        Copies = rule.Copies,
        Direction = rule.Direction,
        ExemptGroups = rule.Exempt.Groups,
        ExemptIdentities = rule.Exempt.Identities,
        ExemptKinds = rule.Exempt.Kinds,
    };

    /// <summary>A rule for one column, named after it.</summary>
    /// <param name="column">As <c>schema.table.column</c>; of a shorter one the missing parts are <c>*</c>.</param>
    public static MaskingRuleDraft For(string? connection, string? column)
    {
        var draft = new MaskingRuleDraft { Connections = string.IsNullOrWhiteSpace(connection) ? [] : [connection.Trim()] };
        if (string.IsNullOrWhiteSpace(column)) return draft;
        var pattern = Pattern(column);
        draft.Columns = [pattern];
        draft.Name = NameFor(pattern);
        return draft;
    }

    /// <summary><c>email</c> and <c>customers.email</c> as a whole pattern.</summary>
    public static string Pattern(string column) => column.Trim() is var text && text.Count(c => c == '.') is var dots and < 2 ? string.Concat(Enumerable.Repeat("*.", 2 - dots)) + text : column.Trim();

    /// <summary>What the configuration would hold. The rule need not be right.</summary>
    public MaskingRuleConfig ToConfig() => new()
    {
        Name = Name.Trim(),
        Connections = new ConnectionMatch { Names = Connections, Tags = Tags.Where(t => t.Contains('=', StringComparison.Ordinal)).Select(t => t.Split('=', 2)).DistinctBy(t => t[0]).ToImmutableSortedDictionary(t => t[0], t => t[1]) },
        Exempt = new SubjectMatch { Groups = ExemptGroups, Identities = ExemptIdentities, Kinds = ExemptKinds },
        Columns = Columns,
        JsonPaths = JsonPaths,
        Detectors = Detectors,
        Patterns = Patterns,
        Method = Kind == MaskKind.Partial ? new MaskMethod(Kind, KeepFirst, KeepLast) : new MaskMethod(Kind),
        Predicates = Columns.IsEmpty ? PredicateUse.Allow : Predicates,
        Copies = Columns.IsEmpty ? CopyUse.Deny : Copies,
        Direction = Direction,
    };

    private static string NameFor(string pattern)
    {
        var words = pattern.ToLowerInvariant().Split('.').Where(p => p is not ("*" or "public"));
        var name = string.Concat(string.Join('-', words).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).Trim('-', '_');
        return name.Length > 63 ? name[..63] : name;
    }
}
