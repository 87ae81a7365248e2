using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>A public key of a provider.</summary>
public sealed record KeyFact(string? Id, string Kind);

/// <summary>What an administrator wants to see of an OpenID provider.</summary>
/// <param name="KeysError">Why its keys could not be fetched last; null when they could.</param>
public sealed record OidcFacts(ImmutableArray<KeyFact> Keys, DateTimeOffset? KeysFetchedAt, string? KeysError, bool HasSecret);

/// <summary>What must be entered at the provider.</summary>
public sealed record OidcAddresses(string Callback, string SignedOut, string BackChannel);

/// <summary>Reads <see cref="OidcFacts"/>.</summary>
public sealed class OidcProviderFacts(ConsoleDbFactory databases, ConsoleAddress address)
{
    /// <summary>Null when there is no OpenID provider of that name.</summary>
    public async Task<OidcFacts?> OfAsync(string provider, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        if (await db.Set<IdentityProviderEntity>().AsNoTracking().SingleOrDefaultAsync(p => p.Name == provider, cancellationToken) is not { Config.Kind: IdentityProviderKind.Oidc } entity) return null;
        var keys = entity.KeySet is null ? [] : new JsonWebKeySet(entity.KeySet).Keys.Select(k => new KeyFact(k.Kid, k.Kty == "EC" ? $"EC {k.Crv}" : $"RSA {k.KeySize}"));
        return new OidcFacts([.. keys], entity.KeysFetchedAt, entity.KeysError, entity.ProtectedClientSecret is not null);
    }

    public OidcAddresses AddressesOf(string provider) => new(
        address.Of(OidcOptions.CallbackOf(provider)), address.Of(OidcSignOut.ReturnPathOf(provider)), address.Of(OidcOptions.CallbackOf(provider) + "/logout"));
}
