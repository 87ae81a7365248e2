using System.Security.Cryptography;
using System.Text;
using HoopLike.Console.Data;
using HoopLike.Console.Security;

namespace HoopLike.Console.Identities.Saml;

/// <summary>A cookie by which the browser that began a sign-in is known again when the answer comes, so that nobody can sign others in as itself (login CSRF).</summary>
/// <remarks>The answer is posted from the provider's site, so the cookie must be one that browsers send along: SameSite=None, which they take only with https.
/// Without https (loopback) it is Lax: enough for a provider on the same machine.</remarks>
public sealed class BrowserMark
{
    private const int Bytes = 32;
    private readonly CookieBuilder cookie = new() { MaxAge = SamlMemory.RequestLife };

    public BrowserMark(ConsoleOptions options) => ConsoleCookies.Set(cookie, "hooplike-saml", options, options.IsHttps ? SameSiteMode.None : SameSiteMode.Lax);

    /// <summary>The mark's hash; a mark is set where the browser has none.</summary>
    public string Set(HttpContext context)
    {
        var value = Read(context) ?? RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);
        context.Response.Cookies.Append(cookie.Name!, value, cookie.Build(context));
        return Hash(value);
    }

    /// <summary>Null when the browser has no mark.</summary>
    public string? HashOf(HttpContext context) => Read(context) is { } value ? Hash(value) : null;

    private string? Read(HttpContext context) => context.Request.Cookies[cookie.Name!] is { Length: 2 * Bytes } value && value.All(char.IsAsciiHexDigit) ? value : null;

    private static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(value)));
}
