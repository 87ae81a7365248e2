using System.Security.Cryptography;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>Signing out at the provider as well (OpenID Connect RP-Initiated Logout 1.0).</summary>
public sealed class OidcSignOut(OidcPeople people, SignIns signIns, ConsoleAddress address, IDataProtectionProvider protection)
{
    /// <summary>A longer hint does not fit into every server's line; the client's id does as well.</summary>
    private const int LongestHint = 4000;

    private static readonly TimeSpan takesAtMost = TimeSpan.FromMinutes(15);
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("HoopLike.Console.Oidc.SignOut.v1").ToTimeLimitedDataProtector();

    /// <summary>Where the browser comes back to.</summary>
    public static string ReturnPathOf(string provider) => OidcOptions.CallbackOf(provider) + "/signed-out";

    /// <summary>Null when the provider has no such address, or cannot be asked for it: then signing out stays here.</summary>
    public async Task<Uri?> AddressAsync(IdentityProviderEntity provider, SignInEntity signIn, CancellationToken cancellationToken)
    {
        if (await EndpointAsync(provider, cancellationToken) is not { } endpoint) return null;
        var hint = signIns.TokensOf(signIn) is { } secret ? OidcTokens.Of(secret).IdToken : null;
        return new Uri(QueryHelpers.AddQueryString(endpoint.AbsoluteUri, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = provider.Config.ClientId,
            ["id_token_hint"] = hint?.Length <= LongestHint ? hint : null,
            ["post_logout_redirect_uri"] = address.Of(ReturnPathOf(provider.Name)),
            ["state"] = protector.Protect(provider.Name, takesAtMost),
        }));
    }

    /// <summary>Whether somebody was sent out from here, lately.</summary>
    public bool WasSentFromHere(string provider, string? state)
    {
        try
        {
            return state is not null && protector.Unprotect(state) == provider;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private async Task<Uri?> EndpointAsync(IdentityProviderEntity provider, CancellationToken cancellationToken)
    {
        try
        {
            return (await people.DiscoveryAsync(provider, cancellationToken)).EndSessionEndpoint;
        }
        catch (ProviderUnreachableException)
        {
            return null;
        }
    }
}
