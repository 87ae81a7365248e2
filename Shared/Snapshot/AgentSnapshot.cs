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
    /// <summary>Local accounts, and people of providers who may bear a token of the console's: their groups as of now count, not those in an older token.</summary>
    public ImmutableArray<LocalUserConfig> LocalUsers { get; init; } = [];
    public ImmutableArray<AccessGrantConfig> Grants { get; init; } = [];
    /// <summary>Identities of any provider that may no longer connect; their live sessions end.</summary>
    public ImmutableArray<string> DisabledIdentities { get; init; } = [];
    /// <summary>Sign-ins that are over while tokens of theirs may still be about: such a token (its <c>sid</c>) is refused, and sessions on it end.</summary>
    public ImmutableArray<Guid> EndedSignIns { get; init; } = [];
    /// <summary>Key for <c>hash</c> masks, base64 of 32 bytes, one per installation, mixed with the connection's name.</summary>
    public Secret? MaskingKey { get; init; }
}

/// <param name="Disabled">May neither sign in nor connect.</param>
public sealed record LocalUserConfig(string Name, ImmutableArray<string> Groups, bool Disabled)
{
    /// <summary>The provider that vouches for the person; null for a local account.</summary>
    public string? Provider { get; init; }
}

/// <summary>A machine identity with a key of ours.</summary>
/// <param name="Keys">Two while one replaces the other; and those that expired lately, so that whoever presents one is told.</param>
public sealed record ServiceAccountConfig(string Name, ImmutableArray<string> Groups, ImmutableArray<ServiceKeyConfig> Keys, bool Disabled);

/// <param name="Hash">Lower-case hex SHA-256 of the whole key text (<c>hlk_...</c>): keys have 128 bits and more, so a plain hash suffices.</param>
/// <param name="ExpiresAt">Null for a key that is good until it is revoked.</param>
public sealed record ServiceKeyConfig(string Hash, DateTimeOffset? ExpiresAt = null)
{
    private const string By = "service account key ";
    private const int Shown = 12;

    /// <summary>How a key is named in sessions and recordings: enough of its hash to tell it from others, nothing of the key.</summary>
    public static string ProvenBy(string hash) => By + hash[..Shown];

    /// <summary>The begin of the key's hash in such words; null in words for something else.</summary>
    public static string? BeginOfHash(string provenBy) => provenBy.StartsWith(By, StringComparison.Ordinal) && provenBy.Length == By.Length + Shown ? provenBy[By.Length..] : null;
}

/// <summary>Who may sign tokens that callers present, and how its tokens are read.</summary>
/// <param name="Keys">JSON Web Key Set, public keys only.</param>
/// <param name="IsConsole">True for the console's own access tokens: <c>sub</c> is the identity, <c>kind</c> human or machine, <c>groups</c> its groups, <c>connection</c> (optional) the only connection it is good for.</param>
public sealed record TokenIssuerConfig(string Name, string Issuer, ImmutableArray<string> Audiences, string GroupsClaim, string Keys, bool IsConsole)
{
    /// <summary>The claim that names the caller.</summary>
    public string NameClaim { get; init; } = "sub";

    /// <summary>Put before that name, so that callers of two providers cannot have one name.</summary>
    public string NamePrefix { get; init; } = "";
}

/// <summary>A time-boxed right to connect where a session-scope policy says <c>approve</c>.</summary>
public sealed record AccessGrantConfig(Guid Id, string Identity, string Connection, DateTimeOffset ExpiresAt)
{
    /// <summary>Who acts for the identity, as in <see cref="CallerIdentity.Actors"/>: the grant is theirs together, neither's alone.</summary>
    public ImmutableArray<ActorIdentity> Actors { get; init; } = [];
}
