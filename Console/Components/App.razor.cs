using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace HoopLike.Console.Components;

/// <summary>The document around all pages. Pages live in a circuit, but for the few that say otherwise (sign-in must set a cookie, which a circuit cannot).</summary>
public sealed partial class App
{
    private static readonly (string Sheet, bool IsDark)[] sheets =
        [("standard-base", false), ("standard-wcag", false), ("standard-dark-base", true), ("standard-dark-wcag", true)];

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private static (string Sheet, bool IsDark)[] Sheets => sheets;

    private IComponentRenderMode? Mode => Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    /// <summary>light, dark, or system; app.js keeps the choice in a cookie.</summary>
    private string Theme => Context.Request.Cookies["theme"] is "light" or "dark" ? Context.Request.Cookies["theme"]! : "system";

    /// <summary>The viewer's time zone as the browser names it; app.js keeps it in a cookie.</summary>
    private string? Zone => Context.Request.Cookies["zone"] is { } zone ? Uri.UnescapeDataString(zone) : null;

    private string? Address => Context.Connection.RemoteIpAddress?.ToString();

    private string Media(bool isDark) => Theme switch
    {
        "system" => isDark ? "(prefers-color-scheme: dark)" : "not all and (prefers-color-scheme: dark)",
        "dark" => isDark ? "all" : "not all",
        _ => isDark ? "not all" : "all",
    };
}
