using HoopLike.Console.Identities.Saml;
using Microsoft.AspNetCore.Http.Features;

namespace HoopLike.Console.Api;

/// <summary>Where SAML providers send browsers, and what they must know of us. Anybody may call these: a message proves itself by its signature, not by a cookie or a form's token.</summary>
internal static class SamlApi
{
    /// <summary>The largest message as base64 in a form, with room for what the form escapes; unpacking more would only feed the refusal.</summary>
    private const int LargestForm = 1024 * 1024;
    private static readonly FormOptions form = new() { ValueLengthLimit = LargestForm, KeyLengthLimit = 64, ValueCountLimit = 8 };

    public static void Map(IEndpointRouteBuilder app)
    {
        var saml = app.MapGroup("/saml/{provider}").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        saml.MapGet("/metadata", MetadataAsync);
        saml.MapPost("/acs", AcceptAsync);
        saml.MapGet("/logout", (HttpContext context, string provider, SamlSignOut signOut) => signOut.AcceptQueryAsync(context, provider));
        saml.MapPost("/logout", LogoutAsync);
    }

    private static async Task<IResult> MetadataAsync(string provider, SamlProviders providers, SamlKeys keys, CancellationToken cancellationToken)
    {
        if (await providers.FindAsync(provider, cancellationToken) is not { } saml) return Results.NotFound();
        var (signing, encryption) = await keys.CertificatesAsync(cancellationToken);
        return Results.Content(OwnMetadata.Write(saml.Self, signing, encryption), OwnMetadata.ContentType);
    }

    private static async Task AcceptAsync(HttpContext context, string provider, SamlProviders providers, SamlSignIn signIn)
    {
        if (await providers.FindAsync(provider, context.RequestAborted) is not { } saml)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var fields = await FieldsAsync(context);
        await signIn.AcceptAsync(context, saml, fields?[RedirectBinding.Response].FirstOrDefault(), fields?[RedirectBinding.RelayState].FirstOrDefault());
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, string provider, SamlSignOut signOut)
    {
        var fields = await FieldsAsync(context);
        var message = fields?[RedirectBinding.Request].FirstOrDefault() ?? fields?[RedirectBinding.Response].FirstOrDefault();
        return await signOut.AcceptPostAsync(context, provider, message, fields?[RedirectBinding.RelayState].FirstOrDefault());
    }

    /// <summary>Null for what is no form, or too large a one.</summary>
    private static async Task<IFormCollection?> FieldsAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = LargestForm;
        try
        {
            return await context.Request.ReadFormAsync(form, context.RequestAborted);
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            // The words of the refusal say so; what it was is of no more interest.
            return null;
        }
    }
}
