using HoopLike.Console.Identities;
using HoopLike.Console.Security;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace HoopLike.Console.Api;

/// <summary>What a form must send along with the cookie that came with this answer.</summary>
public sealed record AntiforgeryAnswer(string Field, string Token);

/// <summary>Signing in and out with a local account. The forms are pages; these take what they send.</summary>
internal static class SignInApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/signin", SignInAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/signout", SignOutAsync).ExcludeFromDescription();
        app.MapGet("/api/v1/antiforgery", Token).AllowAnonymous().WithSummary("A token for signing in without a page");
    }

    private static IResult Token(IAntiforgery antiforgery, HttpContext context)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        return Results.Ok(new AntiforgeryAnswer(tokens.FormFieldName, tokens.RequestToken!));
    }

    private static async Task<IResult> SignInAsync([FromForm] string? name, [FromForm] string? password, [FromForm] string? returnUrl, HttpContext context, SignInService signIn, Doors doors)
    {
        var address = context.Connection.RemoteIpAddress;
        var proven = doors.IsShut(Door.SignIn, address) ? null : await signIn.ProveAsync(name ?? "", new Secret(password ?? ""), address?.ToString(), context.RequestAborted);
        var target = ReturnAddress.Of(returnUrl);
        if (proven is null || (await AuthenticationSetup.SignInAsync(context, proven)).SignIn is null)
        {
            await doors.FailedAsync(Door.SignIn, address, context.RequestAborted);
            return Results.Redirect($"/signin?failed=true&returnUrl={Uri.EscapeDataString(target)}");
        }

        return Results.LocalRedirect(target);
    }

    /// <summary>Ends the sign-in here and, where the provider offers that, sends the browser there to end it as well.</summary>
    private static async Task<IResult> SignOutAsync(IAntiforgery antiforgery, HttpContext context, SignIns signIns, IdentityDirectory directory, IEnumerable<IProviderSignIn> kinds)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Problems.Invalid("The form's antiforgery token is missing or old; load the page again.");
        var signIn = context.User.SignIn() is { } id ? await signIns.FindAsync(id, context.RequestAborted) : null;
        var provider = signIn?.Provider is { } name ? (await directory.CurrentAsync(context.RequestAborted)).Providers.FirstOrDefault(p => p.Name == name) : null;
        var elsewhere = provider is not null && kinds.FirstOrDefault(k => k.Kind == provider.Config.Kind) is { } kind ? await kind.SignOutAddressAsync(provider, signIn!, context.RequestAborted) : null;
        await AuthenticationSetup.SignOutAsync(context, elsewhere is null ? "signed out" : $"signed out, and sent to {provider!.Name} to sign out there");
        return elsewhere is null ? Results.LocalRedirect("/signin") : ForwardPage.To(elsewhere, provider!.Config.Title ?? provider.Name);
    }
}
