using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using HoopLike.EndToEnd.Tests.Fixtures;

namespace HoopLike.Bypass.Tests.Matrix.Http;

/// <summary>A server that tells its secret in every manner, and counts who asked.</summary>
sealed class HttpMatrixTarget
{
    /// <summary>What stands in the masked member, and is an e-mail address too.</summary>
    public const string Word = "ada.planted@example.com";

    const string Json = $$"""{"id":1,"word":"{{Word}}"}""";

    readonly WebApplication app;
    readonly ConcurrentDictionary<string, int> asked = new();

    HttpMatrixTarget(WebApplication app) => this.app = app;

    public int Port { get; } = FreePort.Next();

    public static async Task<HttpMatrixTarget> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        var target = new HttpMatrixTarget(builder.Build());
        target.app.Urls.Add($"http://127.0.0.1:{target.Port}");
        target.app.Run(target.AnswerAsync);
        await target.app.StartAsync();
        return target;
    }

    /// <summary>How often the secret was asked for, by the path's name and the guard that stood before it.</summary>
    public int Asked(string path, string guard) => asked.GetValueOrDefault($"{path} {guard}");

    async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Path.Value!;
        if (!path.StartsWith("/secrets/", StringComparison.Ordinal))
        {
            response.StatusCode = 404;
            return;
        }
        var name = path["/secrets/".Length..];
        asked.AddOrUpdate($"{name} {request.Headers["X-Guard"]}", 1, static (_, n) => n + 1);
        await request.Body.CopyToAsync(Stream.Null);
        switch (name)
        {
            case "ndjson": await SayAsync(response, "application/x-ndjson", Json + "\n" + Json + "\n"); break;
            case "events": await SayAsync(response, "text/event-stream", $"data: {Json}\n\ndata: [DONE]\n\n"); break;
            case "deltas": await StreamAsync(response); break;
            case "form": await SayAsync(response, "application/x-www-form-urlencoded", $"id=1&word={Uri.EscapeDataString(Word)}"); break;
            case "csv": await SayAsync(response, "text/csv", $"id,word\r\n1,{Word}\r\n"); break;
            case "text": await SayAsync(response, "text/plain", $"The word is {Word}.\n"); break;
            case "markup": await SayAsync(response, "text/html", $"<p title=\"{Word}\">{Word}</p>"); break;
            case "nested": await SayAsync(response, "application/json", $$"""{"id":1,"inner":"{\"word\":\"{{Word}}\"}"}"""); break;
            case "escapes": await SayAsync(response, "application/json", $$"""{"id":1,"word":"{{string.Concat(Word.Select(c => $"\\u{(int)c:x4}"))}}"}"""); break;
            case "binary": await SayAsync(response, "application/octet-stream", Word); break;
            case "charset": response.ContentType = "application/json; charset=utf-16"; await response.Body.WriteAsync(Encoding.Unicode.GetBytes(Json)); break;
            case "part": response.StatusCode = 206; response.Headers.ContentRange = "bytes 0-10/11"; await SayAsync(response, "application/json", Json); break;
            case "error": response.StatusCode = 500; await SayAsync(response, "application/problem+json", Json); break;
            case "header": response.Headers["X-Word"] = Word; await SayAsync(response, "application/json", "{}"); break;
            case "redirect": response.StatusCode = 302; response.Headers.Location = $"http://127.0.0.1:{Port}/secrets/json"; break;
            case "compressed":
                response.Headers.ContentEncoding = "gzip";
                response.ContentType = "application/json";
                await using (var zip = new GZipStream(response.Body, CompressionLevel.Fastest)) await zip.WriteAsync(Encoding.UTF8.GetBytes(Json));
                break;
            default: await SayAsync(response, "application/json", Json); break;
        }
    }

    static async Task SayAsync(HttpResponse response, string type, string text)
    {
        response.ContentType = type;
        await response.WriteAsync(text);
    }

    static async Task StreamAsync(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        foreach (var piece in Word.Chunk(5))
        {
            await response.WriteAsync($$$"""data: {"choices":[{"index":0,"delta":{"content":"{{{new string(piece)}}}"}}]}""" + "\n\n");
            await response.Body.FlushAsync();
        }
        await response.WriteAsync("data: [DONE]\n\n");
    }
}
