using System.Collections.Immutable;
using System.Text.Json;

namespace HoopLike.Console.Identities.Oidc;

/// <summary>What a provider says of itself (OpenID Connect Discovery 1.0): only what is used here, and only addresses that may be asked.</summary>
/// <param name="AuthorizationEndpoint">Null at one that signs in no people in browsers: its tokens still count.</param>
/// <param name="SendsIssuer">Its answers in the browser name the issuer (RFC 9207).</param>
public sealed record OidcDiscovery(string Issuer, Uri Keys, Uri? AuthorizationEndpoint, Uri? TokenEndpoint, Uri? UserInfoEndpoint, Uri? EndSessionEndpoint, bool SendsIssuer)
{
    private const string EntraTenantMark = "{tenantid}";

    /// <summary>How clients may prove themselves at the token endpoint; the specification's default is <c>client_secret_basic</c>.</summary>
    public ImmutableArray<string> ClientAuthentication { get; init; } = [];

    public ImmutableArray<string> Scopes { get; init; } = [];

    public ImmutableArray<string> Claims { get; init; } = [];

    public bool SignsOutByBackChannel { get; init; }

    /// <summary>Entra ID's programming interface, where groups are asked for that did not fit into a token; null for everybody else.</summary>
    public string? GraphHost { get; init; }

    /// <summary>Where the document of an issuer is.</summary>
    public static Uri AddressOf(string issuer) => new($"{issuer.TrimEnd('/')}/.well-known/openid-configuration");

    /// <exception cref="ProviderUnreachableException">It is no such document, names another issuer, or an address that may not be asked.</exception>
    public static OidcDiscovery Parse(string json, string issuer)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, issuer);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ProviderUnreachableException($"{AddressOf(issuer)} is no discovery document.", e);
        }
    }

    private static OidcDiscovery Read(JsonElement root, string issuer)
    {
        CheckIssuer(Text(root, "issuer"), issuer);
        return new OidcDiscovery(
            issuer,
            Address(root, "jwks_uri", issuer) ?? throw new ProviderUnreachableException("The discovery document names no keys (jwks_uri)."),
            Address(root, "authorization_endpoint", issuer),
            Address(root, "token_endpoint", issuer),
            Address(root, "userinfo_endpoint", issuer),
            Address(root, "end_session_endpoint", issuer),
            Flag(root, "authorization_response_iss_parameter_supported"))
        {
            ClientAuthentication = Words(root, "token_endpoint_auth_methods_supported"),
            Scopes = Words(root, "scopes_supported"),
            Claims = Words(root, "claims_supported"),
            SignsOutByBackChannel = Flag(root, "backchannel_logout_supported"),
            GraphHost = Text(root, "msgraph_host"),
        };
    }

    private static void CheckIssuer(string? named, string issuer)
    {
        if (named == issuer) return;
        if (named?.Contains(EntraTenantMark, StringComparison.Ordinal) == true)
            throw new ProviderUnreachableException($"This address is for every tenant of Entra ID, and so for everybody's accounts. Give the issuer of one tenant: {named.Replace(EntraTenantMark, "TENANT-ID", StringComparison.Ordinal)}.");
        throw new ProviderUnreachableException(named is null ? "The discovery document names no issuer." : $"The discovery document names another issuer: '{named}'. Write exactly that as issuer, if it is the one you mean.");
    }

    /// <summary>https; and this machine only for an issuer on this machine, so that a document cannot point the console at its neighbours.</summary>
    private static Uri? Address(JsonElement root, string name, string issuer)
    {
        if (Text(root, name) is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)) throw new ProviderUnreachableException($"The discovery document's {name} is no address.");
        var issuerIsHere = new Uri(issuer).IsLoopback;
        if (address.IsLoopback && !issuerIsHere) throw new ProviderUnreachableException($"The discovery document's {name} points at this machine, where its issuer is not.");
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) throw new ProviderUnreachableException($"The discovery document's {name} is not at an https address.");
        if (address.UserInfo.Length > 0) throw new ProviderUnreachableException($"The discovery document's {name} holds a user name.");
        return address;
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static ImmutableArray<string> Words(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)] : [];
}
