using System.IO.Compression;
using System.Net;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http;

/// <summary>The credential that the gateway puts in never comes back, whatever the target says.</summary>
public sealed class EchoedSecretsTests : IAsyncLifetime
{
    private const string Password = "s3cr/t+pass&word";

    private HttpGateway gateway = null!;

    public async Task InitializeAsync() => gateway = await HttpGateway.StartAsync(AnswerAsync, new CredentialConfig("shop", new Secret(Password)));

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Theory]
    [InlineData("/headers")]
    [InlineData("/json")]
    [InlineData("/pieces")]
    [InlineData("/gzip")]
    [InlineData("/untyped")]
    public async Task What_a_target_says_of_its_credential_is_hidden(string path)
    {
        using var got = await gateway.SendAsync(HttpMethod.Get, path);
        var text = path == "/gzip" ? await new StreamReader(new GZipStream(await got.Content.ReadAsStreamAsync(), CompressionMode.Decompress)).ReadToEndAsync() : await got.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        foreach (var form in Forms())
        {
            Assert.DoesNotContain(form, text, StringComparison.Ordinal);
            Assert.DoesNotContain(form, string.Join('\n', gateway.Events().Select(e => Encoding.UTF8.GetString(e.Payload.Span))), StringComparison.Ordinal);
        }
        Assert.Contains("Basic ***", text, StringComparison.Ordinal);
        Assert.Contains("end", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_does_it_come_back_in_a_header()
    {
        using var got = await gateway.SendAsync(HttpMethod.Get, "/headers");

        Assert.Equal("Basic ***, and so on", Assert.Single(got.Headers.GetValues("X-Seen")));
        Assert.Equal("https://elsewhere.example/?key=***", got.Headers.Location!.OriginalString);
        Assert.Equal("No *** today", got.ReasonPhrase);
    }

    [Fact]
    public async Task What_is_no_text_passes_as_it_is()
    {
        using var got = await gateway.SendAsync(HttpMethod.Get, "/picture");

        Assert.Equal(4 + Password.Length, got.Content.Headers.ContentLength);
        Assert.Equal([1, 2, 3, 0, .. Encoding.UTF8.GetBytes(Password)], await got.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_part_of_a_text_is_refused_since_its_ends_could_cut_the_credential()
    {
        using var got = await gateway.SendAsync(HttpMethod.Get, "/part");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, got.StatusCode);
        Assert.Contains("ask for the whole", await got.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string[] Forms() => [Password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"shop:{Password}")), Uri.EscapeDataString(Password), "s3cr\\/t"];

    private static async Task AnswerAsync(HttpContext context)
    {
        var seen = context.Request.Headers.Authorization.ToString();
        var text = $"{seen} {Password} {Uri.EscapeDataString(Password)} end";
        switch (context.Request.Path)
        {
            case "/headers":
                context.Response.Headers["X-Seen"] = $"{seen}, and so on";
                context.Response.Headers.Location = $"https://elsewhere.example/?key={Uri.EscapeDataString(Password)}";
                context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>()!.ReasonPhrase = $"No {Password} today";
                context.Response.ContentType = "text/plain";
                context.Response.ContentLength = text.Length;
                await context.Response.WriteAsync(text);
                break;
            case "/json":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync($$"""{"authorization": "{{seen}}", "php": "{{Password.Replace("/", "\\/", StringComparison.Ordinal)}}", "at": "end"}""");
                break;
            case "/pieces":
                context.Response.ContentType = "text/event-stream";
                foreach (var c in $"data: {text}\n\n")
                {
                    await context.Response.WriteAsync(c.ToString());
                    await context.Response.Body.FlushAsync();
                }
                break;
            case "/gzip":
                context.Response.ContentType = "text/html";
                context.Response.Headers.ContentEncoding = "gzip";
                await using (var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(text));
                break;
            case "/part":
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
                context.Response.ContentType = "text/plain";
                context.Response.Headers.ContentRange = "bytes 0-4/100";
                await context.Response.WriteAsync("s3cr/");
                break;
            case "/picture":
                context.Response.ContentType = "image/png";
                context.Response.ContentLength = 4 + Password.Length;
                await context.Response.Body.WriteAsync((byte[])[1, 2, 3, 0, .. Encoding.UTF8.GetBytes(Password)]);
                break;
            default:
                await context.Response.WriteAsync(text);
                break;
        }
    }
}
