using System.Collections.Immutable;
using HoopLike.Shared.Contracts;

namespace HoopLike.Shared.Snapshot;

/// <summary>Everything that one agent enforces: immutable, versioned, validated whole, swapped whole.</summary>
public sealed record AgentSnapshot
{
    /// <summary>Grows with every change in the console's store; unique over all consoles that share it.</summary>
    public required long Version { get; init; }
    /// <summary>Where people reach the console; ticket addresses begin with it.</summary>
    public required string ConsoleAddress { get; init; }
    public ImmutableArray<ConnectionConfig> Connections { get; init; } = [];
    /// <summary>All policies, in the order in which the console shows them.</summary>
    public ImmutableArray<PolicyConfig> Policies { get; init; } = [];
    public ImmutableArray<MaskingRuleConfig> MaskingRules { get; init; } = [];
    public ImmutableArray<TokenIssuerConfig> TokenIssuers { get; init; } = [];
    public ImmutableArray<ServiceAccountConfig> ServiceAccounts { get; init; } = [];
    /// <summary>Local accounts: their groups as of now count, not those in an older token.</summary>
    public ImmutableArray<LocalUserConfig> LocalUsers { get; init; } = [];
    public ImmutableArray<AccessGrantConfig> Grants { get; init; } = [];
    /// <summary>Identities of any provider that may no longer connect; their live sessions end.</summary>
    public ImmutableArray<string> DisabledIdentities { get; init; } = [];
    /// <summary>Key for <c>hash</c> masks, base64 of 32 bytes, one per installation, mixed with the connection's name.</summary>
    public Secret? MaskingKey { get; init; }
}

public sealed record LocalUserConfig(string Name, ImmutableArray<string> Groups, bool Disabled);

/// <summary>A machine identity with a key of ours.</summary>
/// <param name="KeyHash">Lower-case hex SHA-256 of the whole key text (<c>hlk_...</c>): keys have 128 bits and more, so a plain hash suffices.</param>
public sealed record ServiceAccountConfig(string Name, ImmutableArray<string> Groups, string KeyHash, bool Disabled);

/// <summary>Who may sign tokens that callers present, and how its tokens are read.</summary>
/// <param name="Keys">JSON Web Key Set, public keys only.</param>
/// <param name="IsConsole">True for the console's own access tokens: <c>sub</c> is the identity, <c>kind</c> human or machine, <c>groups</c> its groups, <c>connection</c> (optional) the only connection it is good for.</param>
public sealed record TokenIssuerConfig(string Name, string Issuer, ImmutableArray<string> Audiences, string GroupsClaim, string Keys, bool IsConsole);

/// <summary>A time-boxed right to connect where a session-scope policy says <c>approve</c>.</summary>
public sealed record AccessGrantConfig(Guid Id, string Identity, string Connection, DateTimeOffset ExpiresAt);
