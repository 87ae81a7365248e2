using HoopLike.Console.Configuration;
using HoopLike.Console.Identities;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Components.Pages.Rules;

/// <summary>What a rule's fields suggest: what there is.</summary>
public sealed record RuleChoices(IReadOnlyList<ConnectionConfig> Known, IdentityImage IdentityImage)
{
    public IReadOnlyList<string> Connections { get; } = [.. Known.Select(c => c.Name).Order(StringComparer.OrdinalIgnoreCase)];

    public IReadOnlyList<string> Tags { get; } = [.. Known.SelectMany(c => c.Tags).Select(t => $"{t.Key}={t.Value}").Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)];

    public IReadOnlyList<string> Groups { get; } = IdentityImage.Groups;

    public IReadOnlyList<string> Identities { get; } = [.. IdentityImage.Users.Keys.Concat(IdentityImage.ServiceAccounts.Keys).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Of the connections' schemas, as far as they are known.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    public static RuleChoices Of(ConsoleConfig config, IdentityImage identities) => new([.. (config.Connections ?? []).Select(c => c.Config)], identities);
}
