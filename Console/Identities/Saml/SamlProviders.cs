using System.Collections.Immutable;
using System.Text.Json;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities.Saml;

/// <summary>A SAML provider as configured, with what its metadata adds.</summary>
public sealed record SamlProvider(IdentityProviderConfig Config, IdentityProvider Trusted, ServiceProvider Self);

/// <summary>Finds the SAML providers of the configuration. Read anew each time: keys that were taken away count no more at once.</summary>
public sealed class SamlProviders(ConsoleDbFactory databases, ConsoleAddress address, TimeProvider time)
{
    /// <summary>Null when there is no SAML provider of that name.</summary>
    public async Task<SamlProvider?> FindAsync(string name, CancellationToken cancellationToken) =>
        await EntityAsync(name, cancellationToken) is { } entity ? Of(entity) : null;

    public SamlProvider Of(IdentityProviderEntity entity) => new(entity.Config, Trusted(entity), ServiceProvider.At(address.Value, entity.Name));

    internal async Task<IdentityProviderEntity?> EntityAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var entity = await db.Set<IdentityProviderEntity>().AsNoTracking().SingleOrDefaultAsync(p => p.Name == name, cancellationToken);
        return entity?.Config.Kind == IdentityProviderKind.Saml ? entity : null;
    }

    /// <summary>What metadata says, where it was fetched; null where there is none.</summary>
    internal static IdpMetadata? MetadataOf(IdentityProviderEntity entity) =>
        entity.Metadata is { } text ? JsonSerializer.Deserialize<IdpMetadata>(text, SnapshotJson.Plain) : null;

    /// <summary>The configuration's word counts before that of the metadata, which counts until the end that it names.</summary>
    private IdentityProvider Trusted(IdentityProviderEntity entity)
    {
        var (config, metadata) = (entity.Config, MetadataOf(entity));
        if (metadata?.ValidUntil <= time.GetUtcNow()) metadata = null;
        var signInUrl = config.SignInUrl ?? metadata?.RedirectSignInUrl ?? metadata?.PostSignInUrl;
        return new IdentityProvider(config.Issuer, Certificates(config, metadata))
        {
            SignInUrl = signInUrl,
            WantsPost = signInUrl is not null && metadata is not null && metadata.PostSignInUrl == signInUrl && metadata.RedirectSignInUrl != signInUrl,
            SignOutUrl = config.SignOutUrl ?? metadata?.SignOutUrl,
        };
    }

    private static ImmutableArray<IdpCertificate> Certificates(IdentityProviderConfig config, IdpMetadata? metadata) => config.MetadataUrl is null
        ? [.. config.Certificates.Select(IdpCertificate.FromPem)]
        : [.. (metadata?.Certificates ?? []).Select(c => IdpCertificate.FromDer(Convert.FromBase64String(c)))];
}
