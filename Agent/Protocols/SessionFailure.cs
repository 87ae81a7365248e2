using System.Diagnostics.CodeAnalysis;

namespace HoopLike.Agent.Protocols;

/// <summary>The session cannot begin or go on. The message is for the client: no credential, no unmasked value, no internal address.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is thrown to say one thing, and says it.")]
public sealed class SessionFailure(FailureKind kind, string message, string? detail = null, Exception? inner = null) : Exception(message, inner)
{
    public FailureKind Kind { get; } = kind;

    public string? Detail { get; } = detail;

    /// <summary>What to do about it.</summary>
    public string? Hint { get; init; }
}
