using System.Collections.Immutable;
using HoopLike.Console.Agents;
using HoopLike.Console.Connections;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Console.Masking;
using HoopLike.Console.Policies;
using HoopLike.Shared.Snapshot;
using Microsoft.EntityFrameworkCore;

namespace HoopLike.Console.Configuration;

/// <summary>Reads and writes <see cref="ConsoleConfig"/> section by section.</summary>
public sealed class ConfigurationStore(
    AgentSection agents, IdentityProviderSection providers, UserSection users, GroupSection groups, ServiceAccountSection accounts,
    ConnectionSection connections, PolicySection policies, MaskingRuleSection rules, TimeProvider time)
{
    private readonly object[] sections = [agents, providers, users, groups, accounts, connections, policies, rules];

    /// <summary>Everything, without secrets.</summary>
    public static async Task<ConsoleConfig> ReadAsync(ConsoleDb db, CancellationToken cancellationToken) => new()
    {
        Agents = await ReadAsync<AgentEntity, AgentConfig>(db, cancellationToken),
        IdentityProviders = await ReadAsync<IdentityProviderEntity, IdentityProviderConfig>(db, cancellationToken),
        Users = await ReadAsync<UserEntity, UserConfig>(db, cancellationToken),
        Groups = await ReadAsync<GroupEntity, GroupConfig>(db, cancellationToken),
        ServiceAccounts = await ReadAsync<ServiceAccountEntity, ServiceAccountDefinition>(db, cancellationToken),
        Connections = await ReadAsync<ConnectionEntity, ConnectionDefinition>(db, cancellationToken),
        Policies = await ReadAsync<PolicyEntity, PolicyConfig>(db, cancellationToken),
        MaskingRules = await ReadAsync<MaskingRuleEntity, MaskingRuleConfig>(db, cancellationToken),
        LocalSignIn = await db.Set<SignInRulesEntity>().Select(r => r.Local).SingleAsync(cancellationToken),
        DisabledIdentities = [.. await db.Set<DisabledIdentityEntity>().OrderBy(d => d.Name).Select(d => d.Name).ToListAsync(cancellationToken)],
    };

    /// <summary>One object with the version that its editor hands back; null when there is none of that name.</summary>
    public Task<StoredConfig<TConfig>?> FindAsync<TConfig>(ConsoleDb db, string name, CancellationToken cancellationToken)
        where TConfig : class =>
        sections.OfType<IConfigReader<TConfig>>().Single().FindAsync(db, name, cancellationToken);

    /// <summary>Makes every section that <paramref name="wanted"/> speaks about what it says, and tells the differences.</summary>
    public async Task<ImmutableArray<ConfigChange>> ReplaceAsync(ConsoleDb db, ConsoleConfig wanted, string by, CancellationToken cancellationToken)
    {
        var changes = ImmutableArray.CreateBuilder<ConfigChange>();
        if (wanted.Agents is { } a) changes.AddRange(await agents.ReplaceAsync(db, a, cancellationToken));
        if (wanted.IdentityProviders is { } p) changes.AddRange(await providers.ReplaceAsync(db, p, cancellationToken));
        if (wanted.Users is { } u) changes.AddRange(await users.ReplaceAsync(db, u, cancellationToken));
        if (wanted.Groups is { } g) changes.AddRange(await groups.ReplaceAsync(db, g, cancellationToken));
        if (wanted.ServiceAccounts is { } s) changes.AddRange(await accounts.ReplaceAsync(db, s, cancellationToken));
        if (wanted.Connections is { } c) changes.AddRange(await connections.ReplaceAsync(db, c, cancellationToken));
        if (wanted.Policies is { } l) changes.AddRange(await policies.ReplaceAsync(db, l, cancellationToken));
        if (wanted.MaskingRules is { } m) changes.AddRange(await rules.ReplaceAsync(db, m, cancellationToken));
        if (wanted.LocalSignIn is { } local && await WriteSignInAsync(db, local, cancellationToken) is { } change) changes.Add(change);
        if (wanted.DisabledIdentities is { } disabled) changes.AddRange(await WriteDisabledAsync(db, disabled, by, cancellationToken));
        return changes.ToImmutable();
    }

    /// <summary>Adds or changes one object. <paramref name="expected"/> is the version that its editor saw; null for a new one.</summary>
    public Task<ConfigChange?> SaveAsync(ConsoleDb db, object config, Guid? expected, CancellationToken cancellationToken) => config switch
    {
        AgentConfig c => agents.SaveAsync(db, c, expected, cancellationToken),
        IdentityProviderConfig c => providers.SaveAsync(db, c, expected, cancellationToken),
        UserConfig c => users.SaveAsync(db, c, expected, cancellationToken),
        GroupConfig c => groups.SaveAsync(db, c, expected, cancellationToken),
        ServiceAccountDefinition c => accounts.SaveAsync(db, c, expected, cancellationToken),
        ConnectionDefinition c => connections.SaveAsync(db, c, expected, cancellationToken),
        PolicyConfig c => policies.SaveAsync(db, c, expected, cancellationToken),
        MaskingRuleConfig c => rules.SaveAsync(db, c, expected, cancellationToken),
        _ => throw new ArgumentException($"{config.GetType().Name} is no part of the configuration.", nameof(config)),
    };

    private static async Task<ImmutableArray<TConfig>> ReadAsync<TEntity, TConfig>(ConsoleDb db, CancellationToken cancellationToken)
        where TEntity : ConfiguredEntity<TConfig>
        where TConfig : class =>
        [.. (await db.Set<TEntity>().AsNoTracking().OrderBy(e => e.Position).ThenBy(e => e.Name).ToListAsync(cancellationToken)).Select(e => e.Config)];

    private static async Task<ConfigChange?> WriteSignInAsync(ConsoleDb db, bool local, CancellationToken cancellationToken)
    {
        var rules = await db.Set<SignInRulesEntity>().SingleAsync(cancellationToken);
        if (rules.Local == local) return null;
        rules.Local = local;
        return new ConfigChange(ChangeAction.Changed, "sign-in", "local", JsonColumn.Write(!local), JsonColumn.Write(local), false);
    }

    private async Task<IEnumerable<ConfigChange>> WriteDisabledAsync(ConsoleDb db, ImmutableArray<string> wanted, string by, CancellationToken cancellationToken)
    {
        var stored = await db.Set<DisabledIdentityEntity>().ToListAsync(cancellationToken);
        var added = wanted.Distinct(StringComparer.Ordinal).Except(stored.Select(s => s.Name), StringComparer.Ordinal).ToList();
        var removed = stored.Where(s => !wanted.Contains(s.Name)).ToList();
        db.AddRange(added.Select(name => new DisabledIdentityEntity { Name = name, By = by, At = time.GetUtcNow() }));
        db.RemoveRange(removed);
        return [.. added.Select(name => new ConfigChange(ChangeAction.Added, "disabled identity", name, null, JsonColumn.Write(name), false)),
            .. removed.Select(r => new ConfigChange(ChangeAction.Removed, "disabled identity", r.Name, JsonColumn.Write(r.Name), null, false))];
    }
}
