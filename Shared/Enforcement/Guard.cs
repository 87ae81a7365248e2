namespace HoopLike.Shared.Enforcement;

/// <summary>The kinds of rules and promises that a path can keep or not.</summary>
public enum Guard
{
    /// <summary>A policy with effect deny.</summary>
    Deny,
    /// <summary>A policy with effect approve, held at the statement.</summary>
    Approve,
    /// <summary>A policy with effect approve, <c>at: commit</c>.</summary>
    Commit,
    /// <summary>A masking rule that names columns.</summary>
    Columns,
    /// <summary>A masking rule that names JSON paths.</summary>
    Paths,
    /// <summary><c>predicates: equality | deny</c>.</summary>
    Predicates,
    /// <summary>The method <c>token</c>: turned back where it comes in.</summary>
    Tokens,
    /// <summary>A masking rule with detectors or patterns.</summary>
    Detectors,
    /// <summary>The operation is on record, and no masked value with it.</summary>
    Recording,
}
