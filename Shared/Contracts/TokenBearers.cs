namespace HoopLike.Shared.Contracts;

/// <summary>Whether a provider's access token is a person's or a program's. No claim says so everywhere; this reads what providers write.</summary>
public static class TokenBearers
{
    private static readonly string[] clientClaims = ["client_id", "azp", "cid", "appid"];
    private static readonly string[] personClaims = ["email", "preferred_username", "upn", "unique_name", "given_name"];

    /// <summary>Whether a caller may go by this claim. An e-mail address is anybody's word until the provider says that it is verified (OpenID Connect Core 1.0, section 5.1).</summary>
    /// <param name="isTrue">Whether a claim says <c>true</c>, as a truth value or as text.</param>
    public static bool MayBeNamedBy(string claim, Func<string, bool> isTrue) => claim != "email" || isTrue("email_verified");

    /// <param name="text">A claim's text; null where it is absent or no text.</param>
    public static CallerKind KindOf(Func<string, string?> text)
    {
        // Entra, Auth0 and Keycloak mark the tokens that programs get for themselves.
        if (text("idtyp") == "app" || text("gty") == "client-credentials" || text("preferred_username")?.StartsWith("service-account-", StringComparison.Ordinal) == true) return CallerKind.Machine;

        // RFC 9068, section 2.2: of such a token the subject is the client itself.
        var subject = text("sub");
        if (clientClaims.Any(c => text(c) is { } client && string.Equals(client, subject, StringComparison.Ordinal))) return CallerKind.Machine;
        if (personClaims.Any(c => text(c) is not null)) return CallerKind.Human;

        // Somebody let a client act within a scope: what a program has of its own right comes without one, or without a client.
        return clientClaims.Any(c => text(c) is not null) && (text("scope") ?? text("scp")) is not null ? CallerKind.Human : CallerKind.Machine;
    }
}
