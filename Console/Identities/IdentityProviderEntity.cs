using System.Collections.Immutable;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Identities;

public enum IdentityProviderKind { Oidc, Saml }

/// <summary>Somebody else who proves who people and workloads are.</summary>
/// <param name="Audiences">Of the access tokens that workloads present.</param>
/// <param name="ClientSecret">Null keeps the stored one.</param>
public sealed record IdentityProviderConfig(
    string Name, IdentityProviderKind Kind, string Issuer, string? ClientId, string GroupsClaim, ImmutableArray<string> Audiences, Secret? ClientSecret = null);

public sealed class IdentityProviderEntity : ConfiguredEntity<IdentityProviderConfig>
{
    /// <summary>Encrypted.</summary>
    public string? ProtectedClientSecret { get; set; }

    /// <summary>Public keys (JSON Web Key Set) as last fetched; null while the issuer was never reached.</summary>
    public string? KeySet { get; set; }
    public DateTimeOffset? KeysFetchedAt { get; set; }
    /// <summary>Why the last fetch failed; null when it did not.</summary>
    public string? KeysError { get; set; }

    internal sealed class Mapping() : ConfiguredEntityMapping<IdentityProviderEntity, IdentityProviderConfig>("identity_providers");
}

/// <summary>Stores <see cref="IdentityProviderConfig"/>.</summary>
public sealed class IdentityProviderSection(SecretProtector protector, TimeProvider time) : ConfigSection<IdentityProviderConfig, IdentityProviderEntity>("identity provider", time)
{
    public override string NameOf(IdentityProviderConfig config) => config.Name;

    protected override IdentityProviderEntity Create(IdentityProviderConfig config) => new() { Name = config.Name, Config = config };

    protected override IdentityProviderConfig WithoutSecrets(IdentityProviderConfig config) => config with { ClientSecret = null };

    protected override Task<bool> WriteSecretsAsync(IdentityProviderEntity entity, IdentityProviderConfig config, CancellationToken cancellationToken)
    {
        if (entity.Config.Issuer != config.Issuer) (entity.KeySet, entity.KeysFetchedAt, entity.KeysError) = (null, null, null);
        if (config.ClientSecret is null || protector.Matches(entity.ProtectedClientSecret, config.ClientSecret)) return Task.FromResult(false);
        entity.ProtectedClientSecret = protector.Protect(config.ClientSecret);
        return Task.FromResult(true);
    }
}
