using System.Collections.Immutable;
using HoopLike.Console.Agents;
using HoopLike.Console.Connections;
using HoopLike.Console.Identities;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>One object put into, or taken out of, a configuration.</summary>
internal static class ConfigEdit
{
    public static ConsoleConfig With(ConsoleConfig stored, object config) => config switch
    {
        AgentConfig c => stored with { Agents = Put(stored.Agents, c, x => x.Name) },
        IdentityProviderConfig c => stored with { IdentityProviders = Put(stored.IdentityProviders, c, x => x.Name) },
        UserConfig c => stored with { Users = Put(stored.Users, c, x => x.Name) },
        GroupConfig c => stored with { Groups = Put(stored.Groups, c, x => x.Name) },
        ServiceAccountDefinition c => stored with { ServiceAccounts = Put(stored.ServiceAccounts, c, x => x.Name) },
        ConnectionDefinition c => stored with { Connections = Put(stored.Connections, c, x => x.Config.Name) },
        PolicyConfig c => stored with { Policies = Put(stored.Policies, c, x => x.Name) },
        MaskingRuleConfig c => stored with { MaskingRules = Put(stored.MaskingRules, c, x => x.Name) },
        _ => throw new ArgumentException($"{config.GetType().Name} is no part of the configuration.", nameof(config)),
    };

    /// <summary>Only the section that it was taken from.</summary>
    public static ConsoleConfig Without<TConfig>(ConsoleConfig stored, string name) => typeof(TConfig).Name switch
    {
        nameof(AgentConfig) => new ConsoleConfig { Agents = stored.Agents?.RemoveAll(x => x.Name == name) },
        nameof(IdentityProviderConfig) => new ConsoleConfig { IdentityProviders = stored.IdentityProviders?.RemoveAll(x => x.Name == name) },
        nameof(UserConfig) => new ConsoleConfig { Users = stored.Users?.RemoveAll(x => x.Name == name) },
        nameof(GroupConfig) => new ConsoleConfig { Groups = stored.Groups?.RemoveAll(x => x.Name == name) },
        nameof(ServiceAccountDefinition) => new ConsoleConfig { ServiceAccounts = stored.ServiceAccounts?.RemoveAll(x => x.Name == name) },
        nameof(ConnectionDefinition) => new ConsoleConfig { Connections = stored.Connections?.RemoveAll(x => x.Config.Name == name) },
        nameof(PolicyConfig) => new ConsoleConfig { Policies = stored.Policies?.RemoveAll(x => x.Name == name) },
        nameof(MaskingRuleConfig) => new ConsoleConfig { MaskingRules = stored.MaskingRules?.RemoveAll(x => x.Name == name) },
        _ => throw new ArgumentException($"{typeof(TConfig).Name} is no part of the configuration.", nameof(stored)),
    };

    private static ImmutableArray<T> Put<T>(ImmutableArray<T>? section, T config, Func<T, string> nameOf)
    {
        var items = section ?? [];
        var at = items.Select((item, i) => (item, i)).Where(x => nameOf(x.item) == nameOf(config)).Select(x => (int?)x.i).FirstOrDefault();
        return at is { } place ? items.SetItem(place, config) : items.Add(config);
    }
}
