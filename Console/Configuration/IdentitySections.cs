using System.Collections.Immutable;
using HoopLike.Console.Agents;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Configuration;

/// <summary>Reads the sections that say who there is.</summary>
internal static class IdentitySections
{
    public static AgentConfig Agent(YamlMap map) => new(map.RequiredText("name"), map.Secret("token")) { TokenHours = map.Number("tokenHours", 1, AgentConfig.MostTokenHours) };

    public static UserConfig User(YamlMap map) => new(map.RequiredText("name"), map.TextList("groups"), map.Secret("password"));

    public static GroupConfig Group(YamlMap map) => new(map.RequiredText("name"), map.WordList<ConsoleRole>("roles"));

    public static ServiceAccountDefinition ServiceAccount(YamlMap map) => new(map.RequiredText("name"), map.TextList("groups")) { Keys = Keys(map) };

    private static ImmutableArray<Secret>? Keys(YamlMap map)
    {
        if (map.Has("key") && map.Has("keys")) map.Mistake("keys", "stands beside key: write one of them, keys for more than one.");
        return map.Secret("key") is { } key ? [key] : map.SecretList("keys");
    }

    public static IdentityProviderConfig IdentityProvider(YamlMap map) => new(
        map.RequiredText("name"),
        map.RequiredWord<IdentityProviderKind>("kind"),
        map.RequiredText("issuer"),
        map.Text("clientId"),
        map.Text("groupsClaim") ?? "groups",
        map.TextList("audiences"),
        map.Secret("clientSecret"))
    {
        Title = map.Text("title"),
        NameClaim = map.Text("nameClaim"),
        NamePrefix = map.Text("namePrefix"),
        Scopes = map.TextList("scopes"),
        Prompt = map.Text("prompt"),
        SignInUrl = map.Text("signInUrl"),
        SignOutUrl = map.Text("signOutUrl"),
        Certificates = map.TextList("certificates"),
        MetadataUrl = map.Text("metadataUrl"),
        AllowIdpInitiated = map.Flag("allowIdpInitiated") ?? false,
    };
}
