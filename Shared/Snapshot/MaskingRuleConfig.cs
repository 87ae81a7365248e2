using System.Collections.Immutable;

namespace HoopLike.Shared.Snapshot;

public enum MaskKind { Redact, Partial, Hash, Null, Token }

public enum PredicateUse { Allow, Equality, Deny }

/// <summary>What becomes of a statement that stores a masked column's values elsewhere. <c>Deny</c>: refused. <c>Inherit</c>: allowed where the same rules mask the column that it is stored to.</summary>
public enum CopyUse { Deny, Inherit }

/// <summary>Which bodies of HTTP a rule is for: what comes from the target, what goes to it, or both.</summary>
public enum MaskDirection { Response, Request, Both }

/// <summary>What is masked (columns, JSON paths, detectors), how, where, and for whom not.</summary>
public sealed record MaskingRuleConfig
{
    public required string Name { get; init; }
    public ConnectionMatch Connections { get; init; } = new();
    /// <summary>Whoever matches sees the value. Empty exempts nobody (unlike a policy's subjects, which empty means everybody).</summary>
    public SubjectMatch Exempt { get; init; } = new();
    /// <summary><c>schema.table.column</c>, <c>*</c> for any part.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];
    /// <summary>Members of JSON bodies: <c>$.a.b</c>, <c>$.a[*].b</c>, <c>$..name</c>, <c>$['a b']</c>; each is replaced whole.</summary>
    public ImmutableArray<string> JsonPaths { get; init; } = [];
    /// <summary>Words of detectors: <c>payment-card iban us-ssn email phone ip secret high-entropy</c> and the kinds of secrets.</summary>
    public ImmutableArray<string> Detectors { get; init; } = [];
    /// <summary>Detectors of the rule's own.</summary>
    public ImmutableArray<PatternDetector> Patterns { get; init; } = [];
    public required MaskMethod Method { get; init; }
    public PredicateUse Predicates { get; init; } = PredicateUse.Allow;
    public CopyUse Copies { get; init; } = CopyUse.Deny;
    /// <summary>Other than <c>Response</c> only for connections of HTTP.</summary>
    public MaskDirection Direction { get; init; } = MaskDirection.Response;
}

/// <param name="KeepLast">For <c>partial</c>: how many characters stay readable at the end.</param>
public sealed record MaskMethod(MaskKind Kind, int KeepFirst = 0, int KeepLast = 0);
