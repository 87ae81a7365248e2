namespace HoopLike.Shared.Enforcement;

/// <summary>What becomes of an operation that a rule concerns, on one path.</summary>
public enum EnforcementOutcome
{
    /// <summary>The client gets an error, and the target does nothing.</summary>
    Refused,
    /// <summary>It waits for humans; without a yes it is refused.</summary>
    Held,
    /// <summary>It runs, and its transaction waits for humans; without a yes it is rolled back.</summary>
    RolledBack,
    /// <summary>It runs, and what must not be seen comes masked.</summary>
    Masked,
    /// <summary>A token that comes in is turned back into its value.</summary>
    TurnedBack,
    Recorded,
    /// <summary>The path does not keep the rule.</summary>
    Blind,
}

/// <summary>One kind of rule on one path, as a test has seen it.</summary>
/// <param name="Says">The error that the client got, as <c>code: message</c>; null where there was none.</param>
/// <param name="But">What is blind about it, in words; null where nothing is.</param>
public sealed record EnforcementCell(EnforcementOutcome Outcome, string? Says, string? But);
