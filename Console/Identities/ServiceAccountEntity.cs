using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoopLike.Console.Identities;

/// <summary>A machine identity with a key of ours.</summary>
/// <param name="Key"><c>hlk_</c> and 32 or more url-safe characters; null keeps the stored one.</param>
public sealed record ServiceAccountDefinition(string Name, ImmutableArray<string> Groups, Secret? Key = null);

public sealed class ServiceAccountEntity : ConfiguredEntity<ServiceAccountDefinition>
{
    /// <summary>Lower-case hex SHA-256 of the whole key.</summary>
    public string? KeyHash { get; set; }
    /// <summary>The key's first characters, so that people can tell keys apart.</summary>
    public string? KeyPrefix { get; set; }

    internal sealed class Mapping() : ConfiguredEntityMapping<ServiceAccountEntity, ServiceAccountDefinition>("service_accounts")
    {
        public override void Configure(EntityTypeBuilder<ServiceAccountEntity> builder)
        {
            base.Configure(builder);
            builder.HasIndex(a => a.KeyHash).IsUnique();
        }
    }
}

/// <summary>Stores <see cref="ServiceAccountDefinition"/>: of the key only its hash.</summary>
public sealed class ServiceAccountSection(TimeProvider time) : ConfigSection<ServiceAccountDefinition, ServiceAccountEntity>("service account", time)
{
    public override string NameOf(ServiceAccountDefinition config) => config.Name;

    protected override ServiceAccountEntity Create(ServiceAccountDefinition config) => new() { Name = config.Name, Config = config };

    protected override ServiceAccountDefinition WithoutSecrets(ServiceAccountDefinition config) => config with { Key = null };

    protected override Task RemovingAsync(ConsoleDb db, ServiceAccountEntity entity, CancellationToken cancellationToken) =>
        RemovedIdentityEntity.NoteAsync(db, entity.Name, Time.GetUtcNow(), cancellationToken);

    protected override Task<bool> WriteSecretsAsync(ServiceAccountEntity entity, ServiceAccountDefinition config, CancellationToken cancellationToken)
    {
        if (config.Key is null) return Task.FromResult(false);
        var hash = ServiceAccountKey.Hash(config.Key.Reveal());
        if (hash == entity.KeyHash) return Task.FromResult(false);
        entity.KeyHash = hash;
        entity.KeyPrefix = config.Key.Reveal()[..8];
        return Task.FromResult(true);
    }
}

/// <summary>The form of a service account's key.</summary>
public static partial class ServiceAccountKey
{
    public const string Prefix = "hlk_";

    public static bool IsWellFormed(string key) => Form().IsMatch(key);

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>A new key of 256 random bits.</summary>
    public static Secret New() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    [GeneratedRegex(@"\Ahlk_[A-Za-z0-9_\-]{32,200}\z", RegexOptions.None, 1000)]
    private static partial Regex Form();
}
