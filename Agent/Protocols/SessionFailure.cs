using System.Diagnostics.CodeAnalysis;

namespace HoopLike.Agent.Protocols;

/// <summary>Why a client is told no; each protocol has its own code for each.</summary>
public enum FailureKind
{
    /// <summary>Who calls is not proven.</summary>
    BadCredential,

    /// <summary>Who calls is known and may not.</summary>
    NoRight,

    /// <summary>The target, the console or an approver cannot be reached.</summary>
    Unavailable,

    /// <summary>What the client sent is not the protocol.</summary>
    Protocol,

    /// <summary>What the client wants is not supported here.</summary>
    NotSupported,

    /// <summary>Something is too large to be governed.</summary>
    TooLarge,

    /// <summary>The session cannot be recorded.</summary>
    RecordingLost,

    /// <summary>Somebody or something ended it: a kill, a revoked grant, a stopping agent.</summary>
    Ended,
}

/// <summary>The session cannot begin or go on. The message is for the client: no credential, no unmasked value, no internal address.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is thrown to say one thing, and says it.")]
public sealed class SessionFailure(FailureKind kind, string message, string? detail = null, Exception? inner = null) : Exception(message, inner)
{
    public FailureKind Kind { get; } = kind;

    public string? Detail { get; } = detail;
}
