using System.Text.Encodings.Web;

namespace HoopLike.Console.Api;

/// <summary>A page that goes on to another site by itself. The content policy lets no form's answer redirect there.</summary>
internal static class ForwardPage
{
    public static IResult To(Uri address, string title)
    {
        var (link, words) = (HtmlEncoder.Default.Encode(address.AbsoluteUri), HtmlEncoder.Default.Encode(title));
        return Results.Content(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <meta http-equiv="refresh" content="0; url={link}">
              <title>Signing out · HoopLike</title>
              <link rel="stylesheet" href="/app.css">
              <link rel="icon" href="/favicon.svg" type="image/svg+xml">
            </head>
            <body><main class="plain"><div class="card sign-in"><h1>You are signed out here</h1><p>Now at {words} as well. <a href="{link}">Go on</a> if that does not happen by itself.</p></div></main></body>
            </html>
            """,
            "text/html; charset=utf-8");
    }
}
