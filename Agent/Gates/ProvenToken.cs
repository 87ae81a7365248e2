using System.Collections.Immutable;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Gates;

/// <summary>What a token says. Its signature, issuer, audience and type are proven once; its lifetime, and what it is good for, are looked at on each use.</summary>
/// <param name="Connection">The only connection it is good for; null for any.</param>
internal sealed record ProvenToken(
    TokenIssuerConfig Issuer, string Subject, CallerKind Kind, ImmutableArray<string> Groups, string? Connection, DateTimeOffset? NotBefore, DateTimeOffset ExpiresAt)
{
    /// <summary>Who acts for the subject, the one that calls now first (RFC 8693, section 4.1).</summary>
    public ImmutableArray<ActorIdentity> Actors { get; init; } = [];

    /// <summary>The sign-in that it belongs to and ends with; null for a token that stands alone.</summary>
    public Guid? SignIn { get; init; }

    /// <summary>How far clocks may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Null while it is valid.</summary>
    public string? WhyNotAt(DateTimeOffset now)
    {
        if (now >= ExpiresAt + Skew) return $"the token expired {Words(now - ExpiresAt)} ago; sign in again";
        if (NotBefore is { } start && now < start - Skew) return $"the token is not valid yet, for another {Words(start - now)}; check the clocks";
        return null;
    }

    private static string Words(TimeSpan span) => span switch
    {
        { TotalMinutes: < 2 } => $"{(int)Math.Ceiling(span.TotalSeconds)} seconds",
        { TotalHours: < 2 } => $"{(int)span.TotalMinutes} minutes",
        { TotalDays: < 2 } => $"{(int)span.TotalHours} hours",
        _ => $"{(int)span.TotalDays} days",
    };
}
