using System.Collections.Immutable;
using HoopLike.Console.Identities;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Masking.Columns;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Masking;

/// <summary>Whom the console knows that a rule exempts. People of an identity provider may be exempt too: their groups come with their tokens.</summary>
/// <param name="HasProviders">There are people that are not known here.</param>
public sealed record ExemptCallers(ImmutableArray<string> People, ImmutableArray<string> ServiceAccounts, bool HasProviders)
{
    public static ExemptCallers Of(MaskingRuleConfig rule, IdentityImage identities)
    {
        return new(Names(identities.Users, CallerKind.Human), Names(identities.ServiceAccounts, CallerKind.Machine), !identities.Providers.IsEmpty);

        ImmutableArray<string> Names(IReadOnlyDictionary<string, ImmutableArray<string>> known, CallerKind kind) =>
        [
            .. known.Where(k => !identities.Disabled.Contains(k.Key) && rule.Exempts(new CallerIdentity(k.Key, kind, k.Value, "known account"))).Select(k => k.Key).Order(StringComparer.OrdinalIgnoreCase),
        ];
    }
}
