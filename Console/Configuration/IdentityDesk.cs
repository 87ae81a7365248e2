using System.Collections.Immutable;
using System.Security.Cryptography;
using HoopLike.Console.Agents;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Configuration;

/// <summary>What came of a change that makes a secret.</summary>
/// <param name="Secret">To be shown once; null when the change was refused.</param>
public sealed record SecretOutcome(ConfigOutcome Outcome, Secret? Secret);

/// <summary>Makes, renews and takes away what people, machines and agents prove themselves with. Secrets that it makes are told once, to its caller; of most of them only a hash is kept.</summary>
public sealed class IdentityDesk(ConfigurationService configuration)
{
    private const int TokenBytes = 20;

    /// <summary>A password that nobody has to think of: 16 characters, none of which look alike.</summary>
    public static Secret NewPassword() => new(RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 16));

    public Task<ConfigOutcome> SetPasswordAsync(string user, Secret password, Actor actor, CancellationToken cancellationToken) =>
        ReviseAsync(stored => stored.Users, u => u.Name == user, u => u with { Password = password }, users => new ConsoleConfig { Users = users }, actor, cancellationToken);

    public async Task<SecretOutcome> AddServiceAccountAsync(string name, ImmutableArray<string> groups, Actor actor, CancellationToken cancellationToken)
    {
        var key = ServiceAccountKey.New();
        return Told(await configuration.SaveAsync(new ServiceAccountDefinition(name, groups) { Keys = [key] }, null, actor, cancellationToken), key);
    }

    /// <summary>One more key; refused while two are valid, so that none is forgotten.</summary>
    /// <param name="expiresAt">Null for one that is good until it is revoked.</param>
    public async Task<SecretOutcome> AddKeyAsync(string account, DateTimeOffset? expiresAt, Actor actor, CancellationToken cancellationToken)
    {
        var key = ServiceAccountKey.New();
        return Told(await ReviseAsync(account, a => a with { Added = new NewServiceKey(key, expiresAt) }, actor, cancellationToken), key);
    }

    /// <summary>The key stops at once, and sessions that began with it end; those on another key go on.</summary>
    public Task<ConfigOutcome> RevokeKeyAsync(string account, Guid key, Actor actor, CancellationToken cancellationToken) => ReviseAsync(account, a => a with { Revoked = key }, actor, cancellationToken);

    public async Task<SecretOutcome> AddAgentAsync(string name, Actor actor, CancellationToken cancellationToken)
    {
        var token = NewToken();
        return Told(await configuration.SaveAsync(new AgentConfig(name, token), null, actor, cancellationToken), token);
    }

    /// <summary>A fresh enrolment token for one more process of that name; those that are enrolled keep their keys.</summary>
    public async Task<SecretOutcome> RenewEnrolmentAsync(string agent, Actor actor, CancellationToken cancellationToken)
    {
        var token = NewToken();
        return Told(await ReviseAsync(stored => stored.Agents, a => a.Name == agent, a => a with { Token = token }, agents => new ConsoleConfig { Agents = agents }, actor, cancellationToken), token);
    }

    /// <summary>An identity of any provider that is disabled can neither sign in nor connect; its live sessions end within a second.</summary>
    public Task<ConfigOutcome> SetDisabledAsync(string identity, bool disabled, Actor actor, CancellationToken cancellationToken) => configuration.ReviseAsync(
        stored =>
        {
            var others = (stored.DisabledIdentities ?? []).RemoveAll(d => string.Equals(d, identity, StringComparison.OrdinalIgnoreCase));
            return new ConsoleConfig { DisabledIdentities = disabled ? others.Add(identity) : others };
        },
        actor,
        cancellationToken);

    /// <summary>Hexadecimal: a command line takes it for nothing else.</summary>
    private static Secret NewToken() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes)));

    private static SecretOutcome Told(ConfigOutcome outcome, Secret secret) => new(outcome, outcome.Accepted ? secret : null);

    private Task<ConfigOutcome> ReviseAsync(string account, Func<ServiceAccountDefinition, ServiceAccountDefinition> change, Actor actor, CancellationToken cancellationToken) =>
        ReviseAsync(stored => stored.ServiceAccounts, a => a.Name == account, change, accounts => new ConsoleConfig { ServiceAccounts = accounts }, actor, cancellationToken);

    private async Task<ConfigOutcome> ReviseAsync<T>(
        Func<ConsoleConfig, ImmutableArray<T>?> section, Func<T, bool> which, Func<T, T> change, Func<ImmutableArray<T>, ConsoleConfig> over, Actor actor, CancellationToken cancellationToken)
    {
        var isThere = false;
        var outcome = await configuration.ReviseAsync(
            stored =>
            {
                var items = section(stored) ?? [];
                isThere = items.Any(which);
                return over([.. items.Select(item => which(item) ? change(item) : item)]);
            },
            actor,
            cancellationToken);
        return isThere || !outcome.Accepted ? outcome : outcome with { Conflict = true };
    }
}
