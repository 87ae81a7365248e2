using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
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

    /// <summary>One more key beside those that stand.</summary>
    [JsonIgnore]
    public NewServiceKey? Added { get; init; }

    /// <summary>A key that shall not be valid any more, by its <see cref="ServiceAccountKeyEntity.Id"/>.</summary>
    [JsonIgnore]
    public Guid? Revoked { get; init; }
}

/// <param name="ExpiresAt">Null for one that is good until it is revoked.</param>
public sealed record NewServiceKey(Secret Key, DateTimeOffset? ExpiresAt);

public sealed class ServiceAccountEntity : ConfiguredEntity<ServiceAccountDefinition>
{
    internal sealed class Mapping() : ConfiguredEntityMapping<ServiceAccountEntity, ServiceAccountDefinition>("service_accounts");
}

/// <summary>Stores <see cref="ServiceAccountDefinition"/>: of its keys only their hashes.</summary>
public sealed class ServiceAccountSection(TimeProvider time) : ConfigSection<ServiceAccountDefinition, ServiceAccountEntity>("service account", time)
{
    public override string NameOf(ServiceAccountDefinition config) => config.Name;

    protected override ServiceAccountEntity Create(ServiceAccountDefinition config) => new() { Name = config.Name, Config = config };

    protected override ServiceAccountDefinition WithoutSecrets(ServiceAccountDefinition config) => config with { Keys = null, Added = null, Revoked = null };

    protected override async Task RemovingAsync(ConsoleDb db, ServiceAccountEntity entity, CancellationToken cancellationToken)
    {
        await RemovedIdentityEntity.NoteAsync(db, entity.Name, Time.GetUtcNow(), cancellationToken);
        db.RemoveRange(await db.Set<ServiceAccountKeyEntity>().Where(k => k.Account == entity.Name).ToListAsync(cancellationToken));
    }

    protected override async Task<bool> WriteSecretsAsync(ConsoleDb db, ServiceAccountEntity entity, ServiceAccountDefinition config, CancellationToken cancellationToken)
    {
        if (config is { Keys: null, Added: null, Revoked: null }) return false;
        var stored = await db.Set<ServiceAccountKeyEntity>().Where(k => k.Account == entity.Name).ToListAsync(cancellationToken);
        if (config.Revoked is { } id) db.Remove(stored.Find(k => k.Id == id) ?? throw new ChangeRefusedException("keys", "the key is not there any more: it was revoked meanwhile."));
        if (config.Added is { } added) Add(db, entity.Name, added, stored.FindAll(k => k.Id != config.Revoked));
        if (config.Keys is { } keys) return await ReplaceAsync(db, entity.Name, keys, stored, cancellationToken) || config.Added is not null || config.Revoked is not null;
        return true;
    }

    private void Add(ConsoleDb db, string account, NewServiceKey added, List<ServiceAccountKeyEntity> stored)
    {
        var now = Time.GetUtcNow();
        if (stored.Count(k => k.IsValid(now)) >= ServiceAccountKey.MostKeys)
            throw new ChangeRefusedException("keys", $"{ServiceAccountKey.MostKeys} are valid already. Revoke the one that is not used any more, then make a new one.");
        var key = ServiceAccountKey.Stored(account, added.Key, now);
        key.ExpiresAt = added.ExpiresAt;
        db.Add(key);
    }

    private async Task<bool> ReplaceAsync(ConsoleDb db, string account, ImmutableArray<Secret> keys, List<ServiceAccountKeyEntity> stored, CancellationToken cancellationToken)
    {
        var wanted = keys.ToDictionary(k => ServiceAccountKey.Hash(k.Reveal()), StringComparer.Ordinal);
        var gone = stored.Where(k => !wanted.ContainsKey(k.KeyHash)).ToList();
        var added = wanted.Where(w => stored.TrueForAll(k => k.KeyHash != w.Key)).ToList();
        var hashes = added.ConvertAll(a => a.Key);
        if (await db.Set<ServiceAccountKeyEntity>().AnyAsync(k => k.Account != account && hashes.Contains(k.KeyHash), cancellationToken)) throw new ChangeRefusedException($"serviceAccounts.{account}.keys", "one of them is another account's key: every key is one account's, once.");
        db.RemoveRange(gone);
        db.AddRange(added.Select(w => ServiceAccountKey.Stored(account, w.Value, Time.GetUtcNow())));
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
