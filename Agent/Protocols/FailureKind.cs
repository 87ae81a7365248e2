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

    /// <summary>What the client asks for is not here.</summary>
    NotFound,

    /// <summary>Something is too large to be governed.</summary>
    TooLarge,

    /// <summary>The session cannot be recorded.</summary>
    RecordingLost,

    /// <summary>Somebody or something ended it: a kill, a revoked grant, a stopping agent.</summary>
    Ended,
}
