using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>What is kept, encrypted, of a provider's tokens: to ask it again, and to sign out there.</summary>
/// <param name="ExpiresAt">Of the access token; null when the provider did not say.</param>
/// <param name="GroupsByUserInfo">Whether the groups are to be had by asking for user info; else only a new ID token tells them.</param>
public sealed record OidcTokens(string AccessToken, string? RefreshToken, string? IdToken, DateTimeOffset? ExpiresAt, bool GroupsByUserInfo)
{
    public Secret ToSecret() => new(JsonSerializer.Serialize(this, SnapshotJson.Plain));

    public static OidcTokens Of(Secret secret) => JsonSerializer.Deserialize<OidcTokens>(secret.Reveal(), SnapshotJson.Plain)!;

    /// <summary>Never what the tokens are.</summary>
    public override string ToString() => "***";
}
