using System.Net;
using System.Text;

namespace HoopLike.Console.Identities.Saml;

/// <summary>A page whose form carries a message to the provider (bindings §3.5). It sends itself by a script of ours; without scripts there is a button.</summary>
public static class PostForm
{
    /// <summary>What the page's script is served as.</summary>
    public const string ScriptPath = "/saml-post.js";

    /// <param name="xml">Signed.</param>
    public static string Page(string address, string field, string xml) => $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>Sign in · HoopLike</title><script src="{ScriptPath}" defer></script></head>
        <body>
        <main>
        <h1>On the way to your identity provider</h1>
        <form id="saml" method="post" action="{WebUtility.HtmlEncode(address)}">
        <input type="hidden" name="{field}" value="{Convert.ToBase64String(Encoding.UTF8.GetBytes(xml))}" />
        <button type="submit">Continue</button>
        </form>
        </main>
        </body>
        </html>
        """;

    /// <summary>The console's content policy, but for where the form goes. Browsers ask it of redirects behind the form too, and who knows where a provider sends people first: so any https address.</summary>
    public static string ContentPolicy(string address) =>
        $"default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action {new Uri(address).GetLeftPart(UriPartial.Authority)} https:";
}
