using System.Diagnostics.CodeAnalysis;

namespace HoopLike.Agent.Gates;

/// <summary>Why a caller does not get in; protocols have their own code for each (PostgreSQL: 28000, 42501, 08006).</summary>
public enum RefusalKind
{
    /// <summary>Who calls is not proven.</summary>
    BadCredential,
    /// <summary>Who calls is known and may not.</summary>
    NoRight,
    /// <summary>The console, an approver or the target cannot be reached, or the target does not take the gateway's credential.</summary>
    Unavailable,
}

/// <summary>A caller is refused. The message is for the caller: it says what to do and holds no credential and no internal address.</summary>
/// <param name="policy">The deciding policy, where one decided.</param>
[SuppressMessage("Naming", "CA1710", Justification = "It is thrown to say one thing, and says it.")]
public sealed class AccessRefused(RefusalKind kind, string message, string? policy = null, Exception? inner = null) : Exception(message, inner)
{
    public RefusalKind Kind { get; } = kind;

    public string? Policy { get; } = policy;

    /// <summary>Who issued the token that is refused, as the configuration names it; null where there is none, or none that is known.</summary>
    public string? Issuer { get; internal set; }

    /// <summary>Set where the token is signed with a key that its issuer is not known to have: it may have a new one since.</summary>
    internal bool IsOfMissingKey { get; init; }
}
