using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HoopLike.Agent.Tests.Callers;

/// <summary>A server that makes the faults that a real console does not make when asked: each answer is told beforehand.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedServer(WebApplication app) => this.app = app;

    public string Address { get; private set; } = "";

    /// <summary>How each path answers; paths that are not there answer 404.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Paths { get; } = new();

    /// <summary>Method, path and body of each request.</summary>
    public ConcurrentQueue<(string Call, string Body, DateTimeOffset At)> Asked { get; } = new();

    public static async Task<ScriptedServer> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new ScriptedServer(builder.Build());
        server.app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            server.Asked.Enqueue(($"{context.Request.Method} {context.Request.Path}", await reader.ReadToEndAsync(), (time ?? TimeProvider.System).GetUtcNow()));
            if (server.Paths.TryGetValue(context.Request.Path, out var answer)) await answer(context);
            else context.Response.StatusCode = 404;
        });
        await server.app.StartAsync();
        server.Address = server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return server;
    }

    /// <summary>Offers OAuth as RFC 8414 has it.</summary>
    public void OfferOAuth(string? issuer = null)
    {
        issuer ??= Address;
        Paths["/.well-known/oauth-authorization-server"] = Json(200, new { issuer, token_endpoint = issuer + "/oauth/token", device_authorization_endpoint = issuer + "/oauth/device_authorization", revocation_endpoint = issuer + "/oauth/revoke" });
    }

    public static RequestDelegate Json(int status, object body) => async context =>
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(body);
    };

    /// <summary>One answer after the other; the last one for ever.</summary>
    public static RequestDelegate InTurn(params RequestDelegate[] answers)
    {
        var next = 0;
        return context => answers[Math.Min(next++, answers.Length - 1)](context);
    }

    /// <summary>The connection breaks before there is an answer.</summary>
    public static Task Lost(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
