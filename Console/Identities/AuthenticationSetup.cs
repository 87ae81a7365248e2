using System.Security.Claims;
using HoopLike.Console.Data;
using HoopLike.Console.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace HoopLike.Console.Identities;

/// <summary>How people and programs prove themselves to the console, and what each role may do. Whatever says nothing asks for a signed-in caller.</summary>
public static class AuthenticationSetup
{
    /// <summary>A bearer where there is an Authorization header, else the cookie.</summary>
    public const string SchemeName = "Console";

    public static void AddConsoleAuthentication(this IServiceCollection services, ConsoleOptions settings)
    {
        services.AddAuthentication(SchemeName)
            .AddPolicyScheme(SchemeName, null, o => o.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? BearerAuthentication.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.SchemeName, null)
            .AddCookie(o => SetCookie(o, settings));
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Roles.SignedIn, p => p.RequireAuthenticatedUser())
            .AddPolicy(Roles.Admin, p => p.RequireRole(Roles.Admin))
            .AddPolicy(Roles.Approver, p => p.RequireRole(Roles.Approver))
            .AddPolicy(Roles.SeesEverything, p => p.RequireRole(Roles.Admin, Roles.Auditor))
            .AddPolicy(Roles.SeesApprovals, p => p.RequireRole(Roles.Admin, Roles.Auditor, Roles.Approver));
    }

    /// <summary>Starts a browser's session for somebody who has proven who it is; null and a reason when it may not sign in.</summary>
    public static async Task<(SignInEntity? SignIn, string? Refusal)> SignInAsync(HttpContext context, ProvenPerson proven)
    {
        var (signIn, refusal) = await context.RequestServices.GetRequiredService<SignIns>().StartAsync(proven, SignInOrigin.Of(context), context.RequestAborted);
        if (signIn is not null) await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, CallerClaims.Cookie(signIn.Id, CookieAuthenticationDefaults.AuthenticationScheme));
        return (signIn, refusal);
    }

    /// <summary>Ends it, in every page and tab of the browser.</summary>
    public static async Task SignOutAsync(HttpContext context, string reason)
    {
        if (context.User.SignIn() is { } id)
            await context.RequestServices.GetRequiredService<SignIns>().EndAsync(id, reason, new Audit.Actor(context.User.Identity?.Name ?? "unknown", context.Connection.RemoteIpAddress?.ToString()), context.RequestAborted);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    private static void SetCookie(CookieAuthenticationOptions options, ConsoleOptions settings)
    {
        ConsoleCookies.Set(options.Cookie, "hooplike", settings, SameSiteMode.Lax);
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.LoginPath = "/signin";
        options.AccessDeniedPath = "/denied";
        options.Events.OnValidatePrincipal = RefreshAsync;
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    /// <summary>Disabled, signed out, or moved to other groups: that counts at the next request, not at the next sign-in.</summary>
    private static async Task RefreshAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (context.Principal?.SignIn() is { } id && await PrincipalAsync(services, id, context.HttpContext.RequestAborted) is { } principal)
        {
            await services.GetRequiredService<SignIns>().SeenAsync(id, context.HttpContext.RequestAborted);
            context.ReplacePrincipal(principal);
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    /// <summary>A sign-in's person with the roles of now; null when it counts no more.</summary>
    public static async Task<ClaimsPrincipal?> PrincipalAsync(IServiceProvider services, Guid signIn, CancellationToken cancellationToken)
    {
        if (await services.GetRequiredService<SignIns>().CallerAsync(signIn, cancellationToken) is not { } identity) return null;
        var image = await services.GetRequiredService<IdentityDirectory>().CurrentAsync(cancellationToken);
        return CallerClaims.Principal(identity, image.RolesOf(identity.Groups), CookieAuthenticationDefaults.AuthenticationScheme);
    }

    /// <summary>Programs get a status, people a page.</summary>
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (ProgramPaths.Contain(context.Request.Path)) context.Response.StatusCode = status;
        else context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
