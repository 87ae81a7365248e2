using System.Collections.Immutable;
using HoopLike.Console.Agents;
using HoopLike.Console.Connections;
using HoopLike.Console.Identities;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>The whole configuration, or part of it: a section that is null is not spoken about. Pages, REST interface and file all change the console through it.</summary>
public sealed record ConsoleConfig
{
    public ImmutableArray<AgentConfig>? Agents { get; init; }
    public ImmutableArray<IdentityProviderConfig>? IdentityProviders { get; init; }
    public ImmutableArray<UserConfig>? Users { get; init; }
    public ImmutableArray<GroupConfig>? Groups { get; init; }
    public ImmutableArray<ServiceAccountDefinition>? ServiceAccounts { get; init; }
    public ImmutableArray<ConnectionDefinition>? Connections { get; init; }
    public ImmutableArray<PolicyConfig>? Policies { get; init; }
    public ImmutableArray<MaskingRuleConfig>? MaskingRules { get; init; }
    /// <summary>Whether local accounts may sign in to the console.</summary>
    public bool? LocalSignIn { get; init; }
    public ImmutableArray<string>? DisabledIdentities { get; init; }

    /// <summary>Each section from here, or from <paramref name="stored"/> where this one is silent.</summary>
    public ConsoleConfig Over(ConsoleConfig stored) => new()
    {
        Agents = Agents ?? stored.Agents,
        IdentityProviders = IdentityProviders ?? stored.IdentityProviders,
        Users = Users ?? stored.Users,
        Groups = Groups ?? stored.Groups,
        ServiceAccounts = ServiceAccounts ?? stored.ServiceAccounts,
        Connections = Connections ?? stored.Connections,
        Policies = Policies ?? stored.Policies,
        MaskingRules = MaskingRules ?? stored.MaskingRules,
        LocalSignIn = LocalSignIn ?? stored.LocalSignIn,
        DisabledIdentities = DisabledIdentities ?? stored.DisabledIdentities,
    };
}

/// <summary>Something wrong in a configuration.</summary>
/// <param name="Path">As <c>policies[2].match.sql.kinds[0]</c>.</param>
/// <param name="Line">In the file; null where there is none.</param>
public sealed record ConfigMistake(string Path, string What, int? Line = null)
{
    /// <summary><c>file:line: key: what is wrong</c>.</summary>
    public string Describe(string file) => $"{file}:{Line ?? 1}: {Path}: {What}";
}
