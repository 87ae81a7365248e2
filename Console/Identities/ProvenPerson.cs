using System.Collections.Immutable;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Identities;

/// <summary>Somebody who has just proven who it is.</summary>
/// <param name="Name">As policies name it: for a provider's, prefix and name claim.</param>
/// <param name="Provider">Null for a local account, whose groups are its configuration's.</param>
/// <param name="Groups">As the provider says.</param>
public sealed record ProvenPerson(string Name, SignInMeans Means, string? Provider, ImmutableArray<string> Groups)
{
    /// <summary>The provider's own, never reused name for the person.</summary>
    public string? Subject { get; init; }
    public string? DisplayName { get; init; }
    public string? Email { get; init; }
    /// <summary>The provider's name for its own session, for signing out there and from there.</summary>
    public string? ProviderSession { get; init; }
    /// <summary>When the provider's own session ends, and this sign-in with it; null when it does not say.</summary>
    public DateTimeOffset? SessionEnds { get; init; }
    /// <summary>The provider's tokens, to be kept encrypted; what they are is the means' own business.</summary>
    public Secret? Tokens { get; init; }
}

/// <summary>Where a sign-in comes from.</summary>
/// <param name="Client">The browser or program as it names itself.</param>
public sealed record SignInOrigin(string? Address, string? Client)
{
    public static SignInOrigin Of(HttpContext context) => new(context.Connection.RemoteIpAddress?.ToString(), context.Request.Headers.UserAgent.ToString());
}
