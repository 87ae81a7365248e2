using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace HoopLike.Console.Components;

/// <summary>The document around all pages. Pages live in a circuit, but for the few that say otherwise (sign-in must set a cookie, which a circuit cannot).</summary>
public sealed partial class App
{
    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    private IComponentRenderMode? Mode => Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    private string Theme => Context.Request.Cookies["theme"] == "light" ? "standard" : "standard-dark";
}
