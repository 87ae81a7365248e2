using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Identities;

public enum IdentityProviderKind { Oidc, Saml }

/// <summary>Somebody else who proves who people and workloads are.</summary>
/// <param name="Issuer">OIDC: the issuer's address, under which its discovery document is; SAML: the identity provider's entity id.</param>
/// <param name="Audiences">Of the access tokens that workloads present.</param>
/// <param name="ClientSecret">Null keeps the stored one.</param>
public sealed record IdentityProviderConfig(
    string Name, IdentityProviderKind Kind, string Issuer, string? ClientId, string GroupsClaim, ImmutableArray<string> Audiences, Secret? ClientSecret = null)
{
    /// <summary>What the button on the sign-in page says; null for the name.</summary>
    public string? Title { get; init; }

    /// <summary>The claim or attribute that names a caller; null for OIDC's <c>sub</c> or SAML's NameID.</summary>
    public string? NameClaim { get; init; }

    /// <summary>Put before that name; null for nothing.</summary>
    public string? NamePrefix { get; init; }

    /// <summary>OIDC: scopes to ask for, more than <c>openid profile email</c>.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>OIDC: what the provider is told to ask people (<c>login</c>, <c>select_account</c>).</summary>
    public string? Prompt { get; init; }

    /// <summary>SAML: where people are sent to sign in.</summary>
    public string? SignInUrl { get; init; }

    /// <summary>SAML: where people are sent to sign out; null when signing out stays here.</summary>
    public string? SignOutUrl { get; init; }

    /// <summary>SAML: the provider's signing certificates, PEM; several while it replaces one.</summary>
    public ImmutableArray<string> Certificates { get; init; } = [];

    /// <summary>SAML: where the provider publishes its metadata, in place of the certificates and addresses.</summary>
    public string? MetadataUrl { get; init; }

    /// <summary>SAML: whether answers are taken that nobody here asked for.</summary>
    public bool AllowIdpInitiated { get; init; }
}

public sealed class IdentityProviderEntity : ConfiguredEntity<IdentityProviderConfig>
{
    /// <summary>Encrypted.</summary>
    public string? ProtectedClientSecret { get; set; }

    /// <summary>Public keys (JSON Web Key Set) as last fetched; null while the issuer was never reached.</summary>
    public string? KeySet { get; set; }
    public DateTimeOffset? KeysFetchedAt { get; set; }
    /// <summary>Why the last fetch failed; null when it did not.</summary>
    public string? KeysError { get; set; }

    /// <summary>What the provider publishes of itself, as last fetched and checked: OIDC's discovery document, SAML's metadata; null while there is none.</summary>
    public string? Metadata { get; set; }
    public DateTimeOffset? MetadataFetchedAt { get; set; }
    /// <summary>Why the last fetch failed; null when it did not.</summary>
    public string? MetadataError { get; set; }

    internal sealed class Mapping() : ConfiguredEntityMapping<IdentityProviderEntity, IdentityProviderConfig>("identity_providers");
}

/// <summary>Stores <see cref="IdentityProviderConfig"/>.</summary>
public sealed class IdentityProviderSection(SecretProtector protector, TimeProvider time) : ConfigSection<IdentityProviderConfig, IdentityProviderEntity>("identity provider", time)
{
    public override string NameOf(IdentityProviderConfig config) => config.Name;

    protected override IdentityProviderEntity Create(IdentityProviderConfig config) => new() { Name = config.Name, Config = config };

    protected override IdentityProviderConfig WithoutSecrets(IdentityProviderConfig config) => config with { ClientSecret = null };

    protected override Task<bool> WriteSecretsAsync(ConsoleDb db, IdentityProviderEntity entity, IdentityProviderConfig config, CancellationToken cancellationToken)
    {
        if (entity.Config.Issuer != config.Issuer) (entity.KeySet, entity.KeysFetchedAt, entity.KeysError) = (null, null, null);
        if (entity.Config.Issuer != config.Issuer || entity.Config.MetadataUrl != config.MetadataUrl) (entity.Metadata, entity.MetadataFetchedAt, entity.MetadataError) = (null, null, null);
        // A secret is one issuer's: it is not sent to whoever is named instead.
        if (entity.Config.Issuer != config.Issuer && config.ClientSecret is null) entity.ProtectedClientSecret = null;
        if (config.ClientSecret is null || protector.Matches(entity.ProtectedClientSecret, config.ClientSecret)) return Task.FromResult(false);
        entity.ProtectedClientSecret = protector.Protect(config.ClientSecret);
        return Task.FromResult(true);
    }
}
