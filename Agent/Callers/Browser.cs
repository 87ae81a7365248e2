using System.ComponentModel;
using System.Diagnostics;

namespace HoopLike.Agent.Callers;

/// <summary>Opens a page in the user's browser, where there is one to be seen.</summary>
internal static class Browser
{
    /// <summary>A display of one's own: over SSH, a browser would open on the other machine.</summary>
    public static bool HasDisplay(Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(environment("SSH_CONNECTION"))) return false;
        return !OperatingSystem.IsLinux() || !string.IsNullOrEmpty(environment("DISPLAY")) || !string.IsNullOrEmpty(environment("WAYLAND_DISPLAY"));
    }

    /// <summary>False when nothing could be started; the page's address is on the screen anyway.</summary>
    public static bool TryOpen(Uri page)
    {
        if (page.Scheme != Uri.UriSchemeHttps && page.Scheme != Uri.UriSchemeHttp) return false;
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [page.AbsoluteUri]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        try
        {
            using var opened = Process.Start(start);
            return opened is not null;
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            return false;
        }
    }
}
