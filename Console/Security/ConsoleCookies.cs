using HoopLike.Console.Data;

namespace HoopLike.Console.Security;

/// <summary>How every cookie of the console is set: out of reach of scripts, never to another site's requests, and over https with the prefix that binds it to this very host.</summary>
public static class ConsoleCookies
{
    private const string HostPrefix = "__Host-";

    public static void Set(CookieBuilder cookie, string name, ConsoleOptions settings, SameSiteMode sameSite)
    {
        cookie.Name = settings.IsHttps ? HostPrefix + name : name;
        cookie.HttpOnly = true;
        cookie.SameSite = sameSite;
        cookie.SecurePolicy = settings.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.Path = "/";
        cookie.IsEssential = true;
    }
}
