using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace HoopLike.Console.Api;

/// <summary>The console as an OAuth 2.0 authorisation server: its metadata (RFC 8414), keys, device authorisation (RFC 8628), tokens and their revocation (RFC 7009).</summary>
internal static class OAuthApi
{
    public const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    public const string ExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";

    private static readonly string[] grants = [DeviceGrant, ExchangeGrant];
    private static readonly string[] none = ["none"];
    private static readonly string[] subjects = ["public"];
    private static readonly string[] algorithms = ["ES256"];

    public static void Map(IEndpointRouteBuilder app)
    {
        var oauth = app.MapGroup("").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().AddEndpointFilter(NoStoreAsync);
        // PostgreSQL's client library looks for the second name, OAuth clients for the first.
        oauth.MapGet("/.well-known/oauth-authorization-server", Metadata);
        oauth.MapGet("/.well-known/openid-configuration", Metadata);
        oauth.MapGet("/oauth/keys", KeysAsync);
        oauth.MapPost("/oauth/device_authorization", StartDeviceAsync);
        oauth.MapPost("/oauth/revoke", RevokeAsync);
        TokenEndpoint.Map(oauth);
    }

    private static IResult Metadata(ConsoleAddress address) => Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["issuer"] = address.Value,
        ["token_endpoint"] = address.Of("/oauth/token"),
        ["device_authorization_endpoint"] = address.Of("/oauth/device_authorization"),
        ["revocation_endpoint"] = address.Of("/oauth/revoke"),
        ["jwks_uri"] = address.Of("/oauth/keys"),
        ["grant_types_supported"] = grants,
        ["response_types_supported"] = Array.Empty<string>(),
        ["token_endpoint_auth_methods_supported"] = none,
        ["scopes_supported"] = Array.Empty<string>(),
        ["subject_types_supported"] = subjects,
        ["id_token_signing_alg_values_supported"] = algorithms,
    });

    private static async Task<IResult> KeysAsync(AccessTokens tokens, CancellationToken cancellationToken) => Results.Content(await tokens.KeySetAsync(cancellationToken), "application/jwk-set+json");

    private static async Task<IResult> StartDeviceAsync([FromForm(Name = "client_id")] string? client, DeviceFlow devices, ConsoleAddress address, HttpContext context, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(client) || client.Any(char.IsControl)) return OAuthError.InvalidRequest("client_id is missing.");
        if (await devices.StartAsync(client, context.Connection.RemoteIpAddress?.ToString(), cancellationToken) is not { } request) return OAuthError.TooMany();
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["device_code"] = request.DeviceCode.Reveal(),
            ["user_code"] = request.UserCode,
            ["verification_uri"] = address.Of("/device"),
            ["verification_uri_complete"] = address.Of($"/device?code={request.UserCode}"),
            ["expires_in"] = (int)request.ExpiresIn.TotalSeconds,
            ["interval"] = request.IntervalSeconds,
        });
    }

    /// <summary>Ends the sign-in that a command line's token belongs to. A token that nobody knows is no error (RFC 7009, section 2.2).</summary>
    private static async Task<IResult> RevokeAsync([FromForm] string? token, CredentialProof proof, SignIns signIns, HttpContext context, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token)) return OAuthError.InvalidRequest("token is missing.");
        if (await proof.ProveAsync(new Secret(token), cancellationToken) is not { } proven) return Results.Ok();
        if (proven.Identity.SignIn is not { } signIn) return OAuthError.Of("unsupported_token_type", "This token stands alone and ends by itself; keys are revoked on their account's page.");
        await signIns.EndAsync(signIn, "signed out", new Actor(proven.Identity.Name, context.Connection.RemoteIpAddress?.ToString()), cancellationToken);
        return Results.Ok();
    }

    private static ValueTask<object?> NoStoreAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method)) context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
