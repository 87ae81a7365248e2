namespace HoopLike.Agent.Callers;

/// <summary>What kind of no it is: scripts go by it.</summary>
internal enum CallerFailureKind
{
    /// <summary>Refused, out of reach, or otherwise gone wrong.</summary>
    Failed,
    /// <summary>Asked for in a way that cannot be meant.</summary>
    WrongUsage,
    /// <summary>There is no sign-in, or it has ended.</summary>
    NotSignedIn,
}

/// <summary>A command cannot do what it was asked to. The message is for the person at the terminal and says what to do; it holds no secret.</summary>
internal sealed class CallerFailure(string message, CallerFailureKind kind = CallerFailureKind.Failed, Exception? inner = null) : Exception(message, inner)
{
    public CallerFailureKind Kind { get; } = kind;
}
