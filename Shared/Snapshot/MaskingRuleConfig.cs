using System.Collections.Immutable;

namespace HoopLike.Shared.Snapshot;

public enum MaskKind { Redact, Partial, Hash, Null, Token }

public enum PredicateUse { Allow, Equality, Deny }

/// <summary>What becomes of a statement that stores a masked column's values elsewhere. <c>Deny</c>: refused. <c>Inherit</c>: allowed where the same rules mask the column that it is stored to.</summary>
public enum CopyUse { Deny, Inherit }

/// <summary>What is masked (columns, detectors), how, where, and for whom not.</summary>
public sealed record MaskingRuleConfig
{
    public required string Name { get; init; }
    public ConnectionMatch Connections { get; init; } = new();
    /// <summary>Whoever matches sees the value. Empty exempts nobody (unlike a policy's subjects, which empty means everybody).</summary>
    public SubjectMatch Exempt { get; init; } = new();
    /// <summary><c>schema.table.column</c>, <c>*</c> for any part.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];
    /// <summary>Words of detectors: <c>payment-card iban us-ssn email phone ip secret high-entropy</c> and the kinds of secrets.</summary>
    public ImmutableArray<string> Detectors { get; init; } = [];
    /// <summary>Detectors of the rule's own.</summary>
    public ImmutableArray<PatternDetector> Patterns { get; init; } = [];
    public required MaskMethod Method { get; init; }
    public PredicateUse Predicates { get; init; } = PredicateUse.Allow;
    public CopyUse Copies { get; init; } = CopyUse.Deny;
}

/// <param name="KeepLast">For <c>partial</c>: how many characters stay readable at the end.</param>
public sealed record MaskMethod(MaskKind Kind, int KeepFirst = 0, int KeepLast = 0);
