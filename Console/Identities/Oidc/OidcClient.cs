using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>The provider answered with an error of RFC 6749 §5.2 or RFC 6750 §3.1.</summary>
public sealed class ProviderRefusedException(string error, string detail) : Exception(detail)
{
    /// <summary>As <c>invalid_grant</c>.</summary>
    public string Error { get; } = error;
}

/// <summary>This console as a client of a provider: what is asked at its token and user info endpoints.</summary>
public sealed class OidcClient(ProviderHttp http, SecretProtector protector)
{
    /// <summary>Words of providers are not longer than this in ours.</summary>
    private const int LongestWords = 200;

    /// <summary>Error codes that mean that the client itself is not accepted.</summary>
    public static bool IsAboutClient(string error) => error is "invalid_client" or "unauthorized_client" or "unsupported_grant_type" or "invalid_scope" or "redirect_uri_mismatch";

    /// <summary>Null for a public client.</summary>
    public Secret? SecretOf(IdentityProviderEntity provider) => provider.ProtectedClientSecret is { } text ? protector.Unprotect(text) : null;

    /// <summary>A request to the token endpoint, by whom and how its discovery document says.</summary>
    /// <returns>The answer's members.</returns>
    /// <exception cref="ProviderRefusedException">The provider said no.</exception>
    /// <exception cref="ProviderUnreachableException">It said nothing, or nothing that can be read.</exception>
    public async Task<JsonObject> TokenAsync(IdentityProviderEntity provider, OidcDiscovery discovery, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, discovery.TokenEndpoint ?? throw new ProviderUnreachableException("The discovery document names no token endpoint."));
        var members = new Dictionary<string, string>(form, StringComparer.Ordinal);
        var id = provider.Config.ClientId ?? "";
        var secret = SecretOf(provider);
        if (secret is not null && (discovery.ClientAuthentication.IsEmpty || discovery.ClientAuthentication.Contains("client_secret_basic")))
        {
            var pair = $"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret.Reveal())}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        }
        else
        {
            members["client_id"] = id;
            if (secret is not null) members["client_secret"] = secret.Reveal();
        }

        request.Content = new FormUrlEncodedContent(members);
        var answer = await http.SendAsync(request, cancellationToken);
        if (answer.IsSuccess) return Read(answer.Body, "token endpoint");
        throw (int)answer.Status is >= 400 and < 500 ? RefusedAs(answer) : new ProviderUnreachableException($"The token endpoint answered {(int)answer.Status}.");
    }

    /// <exception cref="ProviderRefusedException">The access token counts no more (<c>invalid_token</c>).</exception>
    /// <exception cref="ProviderUnreachableException">It said nothing, or nothing that can be read.</exception>
    public async Task<JsonObject> UserInfoAsync(Uri endpoint, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        var answer = await http.SendAsync(request, cancellationToken);
        if (answer.Status is HttpStatusCode.Unauthorized) throw new ProviderRefusedException("invalid_token", "The provider accepts the access token no more.");
        if (!answer.IsSuccess) throw new ProviderUnreachableException($"The user info endpoint answered {(int)answer.Status}.");
        return Read(answer.Body, "user info endpoint");
    }

    /// <summary>What somebody else wrote, cut and on one line.</summary>
    internal static string Tame(string? text) => text is null ? "" : new string([.. text.Take(LongestWords).Select(c => char.IsControl(c) ? ' ' : c)]);

    private static ProviderRefusedException RefusedAs(ProviderAnswer answer)
    {
        try
        {
            var body = JsonNode.Parse(answer.Body) as JsonObject;
            var error = Tame(Text(body, "error"));
            return new ProviderRefusedException(error, $"The token endpoint refused: {error} {Tame(Text(body, "error_description"))}".TrimEnd());
        }
        catch (JsonException)
        {
            return new ProviderRefusedException("", $"The token endpoint answered {(int)answer.Status}.");
        }
    }

    private static JsonObject Read(string body, string where)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new ProviderUnreachableException($"The {where} answered something else than an object.");
        }
        catch (JsonException e)
        {
            throw new ProviderUnreachableException($"The {where} answered something else than JSON.", e);
        }
    }

    private static string? Text(JsonObject? body, string name) => body?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
