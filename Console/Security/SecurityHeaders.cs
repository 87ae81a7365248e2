namespace HoopLike.Console.Security;

/// <summary>Headers on every answer. Styles may be inline because the component library sets them so; scripts may not.</summary>
public static class SecurityHeaders
{
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; " +
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'";

    private const string NoFeatures = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

    /// <summary>Two years, as browsers' own lists of such hosts ask for.</summary>
    private const string OnlyHttps = "max-age=63072000";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var headers = context.Response.Headers;
        // Not every browser takes 'self' for the circuit's WebSocket too.
        headers.ContentSecurityPolicy = $"{ContentPolicy} {(context.Request.IsHttps ? "wss" : "ws")}://{context.Request.Host.Value}";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = NoFeatures;
        if (context.Request.IsHttps) headers.StrictTransportSecurity = OnlyHttps;
        await next(context);
    });
}
