using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace HoopLike.Console.Components.Layout;

/// <summary>What is around every page of somebody who is signed in.</summary>
public sealed partial class MainLayout
{
    private ErrorBoundary? boundary;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    // A bare #main would be relative to the base address, which is another page.
    private string SkipTo => $"{new Uri(Navigation.Uri).PathAndQuery}#main";

    // A page that failed must not keep the next one from being shown.
    protected override void OnParametersSet() => boundary?.Recover();
}
