using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Identity.Client;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>Entra ID leaves the groups out of the token of somebody who is in many (more than 200) and points to Microsoft Graph instead. The console asks there as itself: the application needs the permission <c>GroupMember.Read.All</c>.</summary>
public sealed class EntraGroups(OidcClient client, ProviderHttp http) : IGroupOverage
{
    /// <summary>More pages than the most groups that anybody can be in.</summary>
    private const int MostPages = 20;

    private static readonly string[] graphHosts = ["graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"];
    private readonly ConcurrentDictionary<(string Name, Guid Version), IConfidentialClientApplication> applications = new();

    public bool Concerns(JsonObject claims, string groupsClaim) =>
        !claims.ContainsKey(groupsClaim)
        && ((claims["_claim_names"] as JsonObject)?.ContainsKey("groups") == true || (claims["hasgroups"] is JsonValue has && (has.TryGetValue<bool>(out var flag) ? flag : has.TryGetValue<string>(out var word) && word == "true")));

    public async Task<ImmutableArray<string>> ResolveAsync(IdentityProviderEntity provider, OidcDiscovery discovery, JsonObject claims, CancellationToken cancellationToken)
    {
        if (discovery.GraphHost is not { } host || !(graphHosts.Contains(host, StringComparer.OrdinalIgnoreCase) || new Uri(discovery.Issuer).IsLoopback)) throw Lost("the provider names no Microsoft Graph to ask");
        if (OidcPerson.Text(claims, "oid") is not { } person || !Guid.TryParse(person, out _)) throw Lost("the token does not say whose they are (oid)");
        var token = await TokenAsync(provider, host, cancellationToken);
        var groups = ImmutableArray.CreateBuilder<string>();
        var next = new Uri($"https://{host}/v1.0/users/{person}/getMemberGroups");
        for (var pages = 0; next is not null; pages++)
        {
            if (pages == MostPages) throw Lost("Microsoft Graph went on for ever");
            var page = await PageAsync(next, isFirst: pages == 0, token, cancellationToken);
            groups.AddRange((page["value"] as JsonArray ?? throw Lost("Microsoft Graph answered something else")).Select(g => g?.ToString()).OfType<string>());
            next = OidcPerson.Text(page, "@odata.nextLink") is { } link ? Within(link, host) : null;
        }

        return groups.ToImmutable();
    }

    /// <summary>A page's successor is where the page was.</summary>
    private static Uri Within(string link, string host) =>
        Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && string.Equals(address.Authority, host, StringComparison.OrdinalIgnoreCase) ? address : throw Lost("Microsoft Graph pointed elsewhere");

    private async Task<string> TokenAsync(IdentityProviderEntity provider, string host, CancellationToken cancellationToken)
    {
        var secret = client.SecretOf(provider) ?? throw Lost("a public client may not ask Microsoft Graph for them; give this provider a client secret");
        try
        {
            var application = applications.GetOrAdd((provider.Name, provider.Version), _ => ConfidentialClientApplicationBuilder.Create(provider.Config.ClientId)
                .WithClientSecret(secret.Reveal()).WithOidcAuthority(provider.Config.Issuer).WithHttpClientFactory(http).Build());
            return (await application.AcquireTokenForClient([$"https://{host}/.default"]).ExecuteAsync(cancellationToken)).AccessToken;
        }
        catch (Exception e) when (e is MsalException or HttpRequestException or ArgumentException)
        {
            throw Lost($"no token for Microsoft Graph was to be had ({(e as MsalException)?.ErrorCode ?? e.GetType().Name})", e);
        }
    }

    private async Task<JsonObject> PageAsync(Uri address, bool isFirst, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(isFirst ? HttpMethod.Post : HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (isFirst) request.Content = new StringContent("{\"securityEnabledOnly\":false}", Encoding.UTF8, "application/json");
        var answer = await http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccess) throw Lost($"Microsoft Graph answered {(int)answer.Status}; does the application have GroupMember.Read.All, with an administrator's consent?");
        try
        {
            return JsonNode.Parse(answer.Body) as JsonObject ?? throw Lost("Microsoft Graph answered something else");
        }
        catch (JsonException e)
        {
            throw Lost("Microsoft Graph answered something else", e);
        }
    }

    private static ProviderSignInException Lost(string why, Exception? inner = null) => new(SignInProblems.Groups, $"The groups did not fit into the token, and {why}.", inner);
}
