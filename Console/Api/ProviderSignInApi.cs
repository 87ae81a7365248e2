using System.Text.Json.Serialization;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Oidc;
using HoopLike.Console.Security;

namespace HoopLike.Console.Api;

/// <summary>What a logout token was refused for (RFC 6749 §5.2's form, which the back channel borrows).</summary>
public sealed record LogoutRefusal(string Error, [property: JsonPropertyName("error_description")] string ErrorDescription);

/// <summary>Signing in and out through identity providers: the addresses to which they send browsers back, and the one that they call themselves.</summary>
internal static class ProviderSignInApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/signin/with/{provider}", StartAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/signin/oidc/{provider}", ReturnAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/signin/oidc/{provider}/signed-out", SignedOut).AllowAnonymous().ExcludeFromDescription();
        // The provider calls, with a signed token and no browser: there is no form to forge.
        app.MapPost("/signin/oidc/{provider}/logout", EndAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    /// <summary>Sends the browser to the provider, whatever its kind.</summary>
    private static async Task StartAsync(string provider, string? returnUrl, HttpContext context, IdentityDirectory directory, IEnumerable<IProviderSignIn> kinds, SignInRefusals refusals)
    {
        var target = ReturnAddress.Of(returnUrl);
        try
        {
            refusals.CheckAddress(context);
            var known = (await directory.CurrentAsync(context.RequestAborted)).Providers.FirstOrDefault(p => p.Name == provider);
            var kind = kinds.FirstOrDefault(k => k.Kind == known?.Config.Kind);
            if (known is null || kind is null) throw new ProviderSignInException(SignInProblems.Unknown, $"There is no identity provider '{OidcClient.Tame(provider)}'.");
            await kind.ChallengeAsync(context, known, target);
        }
        catch (ProviderSignInException e)
        {
            await refusals.RefuseAsync(context, provider, target, e);
        }
    }

    private static async Task ReturnAsync(string provider, HttpContext context, IdentityDirectory directory, OidcSignIn oidc, SignInRefusals refusals)
    {
        var target = "/";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            refusals.CheckAddress(context);
            var known = await FindAsync(directory, provider, context.RequestAborted) ?? throw new ProviderSignInException(SignInProblems.Unknown, $"There is no identity provider '{OidcClient.Tame(provider)}'.");
            var back = await oidc.ReturnAsync(context, known);
            target = back.ReturnUrl;
            // Why not is in the audit log already.
            if ((await AuthenticationSetup.SignInAsync(context, back.Proven)).SignIn is null) SignInRefusals.Send(context, SignInProblems.NotAllowed, provider, target);
            else context.Response.Redirect(target);
        }
        catch (ProviderSignInException e)
        {
            await refusals.RefuseAsync(context, provider, target, e);
        }
    }

    private static IResult SignedOut(string provider, string? state, OidcSignOut signOut) =>
        Results.LocalRedirect(signOut.WasSentFromHere(provider, state) ? $"/signin?signedOut={Uri.EscapeDataString(provider)}" : "/signin");

    private static async Task<IResult> EndAsync(string provider, HttpContext context, IdentityDirectory directory, BackChannelLogout logout, AuditLog audit, Doors doors)
    {
        context.Response.Headers.CacheControl = "no-store";
        var address = context.Connection.RemoteIpAddress;
        if (doors.IsShut(Door.Provider, address)) return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        var token = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted))["logout_token"].ToString() : "";
        try
        {
            var known = await FindAsync(directory, provider, context.RequestAborted) ?? throw new ProviderSignInException(SignInProblems.Unknown, "There is no such identity provider.");
            await logout.EndAsync(known, token, address?.ToString(), context.RequestAborted);
            return Results.Ok();
        }
        catch (Exception e) when (e is ProviderSignInException or ProviderUnreachableException)
        {
            await doors.FailedAsync(Door.Provider, address, context.RequestAborted);
            await audit.AppendAsync(new Actor("unknown", address?.ToString()), new AuditNote("sign-out.refused", "console") { Detail = $"{OidcClient.Tame(provider)}, by the back channel: {e.Message}" }, context.RequestAborted);
            return Results.Json(new LogoutRefusal("invalid_request", e.Message), HoopLike.Shared.Contracts.SnapshotJson.Plain, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<IdentityProviderEntity?> FindAsync(IdentityDirectory directory, string provider, CancellationToken cancellationToken) =>
        (await directory.CurrentAsync(cancellationToken)).Providers.FirstOrDefault(p => p.Name == provider && p.Config.Kind == IdentityProviderKind.Oidc);
}
