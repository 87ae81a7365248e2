using System.Collections.Frozen;
using HoopLike.Console.Agents;
using HoopLike.Console.Connections;
using HoopLike.Console.Data;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>A kind of configured object by the word that audit targets begin with, for what treats all of them alike.</summary>
internal abstract class ConfigKind
{
    private static readonly FrozenDictionary<string, ConfigKind> kinds = new ConfigKind[]
    {
        new Of<PolicyConfig>("policy", null),
        new Of<MaskingRuleConfig>("masking rule", null),
        new Of<ConnectionDefinition>("connection", null),
        new Of<GroupConfig>("group", null),
        new Of<IdentityProviderConfig>("identity provider", null),
        new Of<AgentConfig>("agent", (config, token) => config with { Token = token }),
        new Of<UserConfig>("user", (config, password) => config with { Password = password }),
        new Of<ServiceAccountDefinition>("service account", (config, key) => config with { Keys = [key] }),
    }.ToFrozenDictionary(k => k.Word, StringComparer.Ordinal);

    /// <summary>As <c>masking rule</c>.</summary>
    public abstract string Word { get; }

    /// <summary>A new object of this kind cannot be without a secret, which no document holds.</summary>
    public abstract bool NeedsSecret { get; }

    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static ConfigKind Named(string word) => kinds.GetValueOrDefault(word) ?? throw new ArgumentException($"'{word}' is no kind of configured object.", nameof(word));

    /// <summary>Null for a document that this version cannot read.</summary>
    public abstract object? Read(string json);

    public abstract object WithSecret(object config, Secret secret);

    /// <summary>The object of that name and its version; null when there is none.</summary>
    public abstract Task<(object Config, Guid Version)?> StoredAsync(ConfigurationService configuration, string name, CancellationToken cancellationToken);

    private sealed class Of<TConfig>(string word, Func<TConfig, Secret, TConfig>? withSecret) : ConfigKind
        where TConfig : class
    {
        public override string Word => word;

        public override bool NeedsSecret => withSecret is not null;

        public override object? Read(string json)
        {
            try
            {
                return JsonColumn.Read<TConfig>(json);
            }
            catch (System.Text.Json.JsonException)
            {
                return null;
            }
        }

        public override object WithSecret(object config, Secret secret) => withSecret is null ? config : withSecret((TConfig)config, secret);

        public override async Task<(object Config, Guid Version)?> StoredAsync(ConfigurationService configuration, string name, CancellationToken cancellationToken) =>
            await configuration.FindAsync<TConfig>(name, cancellationToken) is { } stored ? (stored.Config, stored.Version) : null;
    }
}
