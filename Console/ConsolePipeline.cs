using HoopLike.Console.Api;
using HoopLike.Console.Components;
using HoopLike.Console.Security;

namespace HoopLike.Console;

/// <summary>What a request passes, in order.</summary>
internal static class ConsolePipeline
{
    public static void Use(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<RequestLog>();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseWhen(c => ProgramPaths.Contain(c.Request.Path), branch => branch.UseStatusCodePages());
        // A refused form stays a refusal: only what was looked up gets a page.
        app.UseWhen(c => HttpMethods.IsGet(c.Request.Method) && !ProgramPaths.Contain(c.Request.Path), branch => branch.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseRouting();
        app.UseCrossSiteGuard();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        RestApi.Map(app);
        app.MapStaticAssets().AllowAnonymous();
        // The framework's own policy header would stand beside ours, which says more.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
    }
}
