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

    public static void AddConsoleAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(SchemeName)
            .AddPolicyScheme(SchemeName, null, o => o.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? BearerAuthentication.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.SchemeName, null)
            .AddCookie(SetCookie);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Roles.SignedIn, p => p.RequireAuthenticatedUser())
            .AddPolicy(Roles.Admin, p => p.RequireRole(Roles.Admin))
            .AddPolicy(Roles.Approver, p => p.RequireRole(Roles.Approver))
            .AddPolicy(Roles.SeesEverything, p => p.RequireRole(Roles.Admin, Roles.Auditor))
            .AddPolicy(Roles.SeesApprovals, p => p.RequireRole(Roles.Admin, Roles.Auditor, Roles.Approver));
    }

    /// <summary>Starts a browser's session for a caller who has proven who it is.</summary>
    public static async Task SignInAsync(HttpContext context, Shared.Contracts.CallerIdentity identity)
    {
        var image = await context.RequestServices.GetRequiredService<IdentityDirectory>().CurrentAsync(context.RequestAborted);
        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme,
            CallerClaims.Principal(identity, image.RolesOf(identity.Groups), CookieAuthenticationDefaults.AuthenticationScheme));
    }

    private static void SetCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "hooplike";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.LoginPath = "/signin";
        options.AccessDeniedPath = "/denied";
        options.Events.OnValidatePrincipal = RefreshAsync;
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    /// <summary>Disabled, removed or moved to other groups: that counts at the next request, not at the next sign-in.</summary>
    private static async Task RefreshAsync(CookieValidatePrincipalContext context)
    {
        var image = await context.HttpContext.RequestServices.GetRequiredService<IdentityDirectory>().CurrentAsync(context.HttpContext.RequestAborted);
        if (context.Principal?.Identity?.Name is { } name && image.User(name, "password") is { } identity)
        {
            context.ReplacePrincipal(CallerClaims.Principal(identity, image.RolesOf(identity.Groups), CookieAuthenticationDefaults.AuthenticationScheme));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    /// <summary>Programs get a status, people a page.</summary>
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (ProgramPaths.Contain(context.Request.Path)) context.Response.StatusCode = status;
        else context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
