namespace HoopLike.Console.Sessions.Replay;

/// <summary>What is worth a mark on a session's time line. All but the first say something about an operation.</summary>
public enum MarkKind
{
    Operation,
    /// <summary>By a policy, or by a human.</summary>
    Denied,
    /// <summary>It waited for a human.</summary>
    Held,
    Approved,
    /// <summary>Values in its result were masked.</summary>
    Masked,
    /// <summary>The target refused or broke it off; a denial is no error.</summary>
    Error,
}
