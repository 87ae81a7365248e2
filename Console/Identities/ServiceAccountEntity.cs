using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HoopLike.Console.Data;
using HoopLike.Shared.Contracts;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Identities;

/// <summary>A machine identity with keys of ours.</summary>
public sealed record ServiceAccountDefinition(string Name, ImmutableArray<string> Groups)
{
    /// <summary><c>hlk_</c> and 32 or more url-safe characters each, at most <see cref="ServiceAccountKey.MostKeys"/>: the keys that shall be valid. Null keeps the stored ones.</summary>
    public ImmutableArray<Secret>? Keys { get; init; }
}

public sealed class ServiceAccountEntity : ConfiguredEntity<ServiceAccountDefinition>
{
    internal sealed class Mapping() : ConfiguredEntityMapping<ServiceAccountEntity, ServiceAccountDefinition>("service_accounts");
}

/// <summary>Stores <see cref="ServiceAccountDefinition"/>: of its keys only their hashes.</summary>
public sealed class ServiceAccountSection(TimeProvider time) : ConfigSection<ServiceAccountDefinition, ServiceAccountEntity>("service account", time)
{
    public override string NameOf(ServiceAccountDefinition config) => config.Name;

    protected override ServiceAccountEntity Create(ServiceAccountDefinition config) => new() { Name = config.Name, Config = config };

    protected override ServiceAccountDefinition WithoutSecrets(ServiceAccountDefinition config) => config with { Keys = null };

    protected override async Task RemovingAsync(ConsoleDb db, ServiceAccountEntity entity, CancellationToken cancellationToken)
    {
        await RemovedIdentityEntity.NoteAsync(db, entity.Name, Time.GetUtcNow(), cancellationToken);
        db.RemoveRange(await db.Set<ServiceAccountKeyEntity>().Where(k => k.Account == entity.Name).ToListAsync(cancellationToken));
    }

    protected override async Task<bool> WriteSecretsAsync(ConsoleDb db, ServiceAccountEntity entity, ServiceAccountDefinition config, CancellationToken cancellationToken)
    {
        if (config.Keys is not { } keys) return false;
        var stored = await db.Set<ServiceAccountKeyEntity>().Where(k => k.Account == entity.Name).ToListAsync(cancellationToken);
        var wanted = keys.ToDictionary(k => ServiceAccountKey.Hash(k.Reveal()), StringComparer.Ordinal);
        var gone = stored.Where(k => !wanted.ContainsKey(k.KeyHash)).ToList();
        var added = wanted.Where(w => stored.TrueForAll(k => k.KeyHash != w.Key)).ToList();
        db.RemoveRange(gone);
        db.AddRange(added.Select(w => ServiceAccountKey.Stored(entity.Name, w.Value, Time.GetUtcNow())));
        return gone.Count + added.Count > 0;
    }
}

/// <summary>The form of a service account's key.</summary>
public static partial class ServiceAccountKey
{
    public const string Prefix = "hlk_";

    /// <summary>Valid at a time: the one in use, and the one that replaces it.</summary>
    public const int MostKeys = 2;

    private const int PrefixShown = 8;
    private const string By = "service account key ";

    public static bool IsWellFormed(string key) => Form().IsMatch(key);

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>How a caller with such a key is named, here as at agents: enough of its hash to notice that it was changed, nothing of the key.</summary>
    public static string ProvenBy(string keyHash) => By + keyHash[..12];

    /// <summary>Whether somebody was proven by a key.</summary>
    public static bool IsProvenBy(string provenBy) => provenBy.StartsWith(By, StringComparison.Ordinal);

    /// <summary>A new key of 256 random bits.</summary>
    public static Secret New() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    /// <summary>What is kept of a key.</summary>
    public static ServiceAccountKeyEntity Stored(string account, Secret key, DateTimeOffset now) =>
        new() { Account = account, KeyHash = Hash(key.Reveal()), Prefix = key.Reveal()[..PrefixShown], CreatedAt = now };

    [GeneratedRegex(@"\Ahlk_[A-Za-z0-9_\-]{32,200}\z", RegexOptions.None, 1000)]
    private static partial Regex Form();
}
