using System.Net;
using System.Text;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HoopLike.Agent.Tests.Protocols.Http.Credentials;

/// <summary>A real authorization server on a port of its own, in the clear on loopback or with TLS.</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    public const string ClientSecret = "token-client+secret%&1";

    private readonly WebApplication app;

    private TokenServer(WebApplication app) => this.app = app;

    /// <summary>What was asked: the Authorization header, decoded, and the form.</summary>
    public List<(string? Client, Dictionary<string, string> Form)> Asked { get; } = [];

    /// <summary>The answer's status and body; a token a number when it is not set.</summary>
    public Func<int, (int Status, string Body)> Answer { get; set; } = n => (200, $$"""{"access_token": "access-token-{{n}}", "token_type": "bearer", "expires_in": 3600}""");

    /// <summary>Answers wait for it.</summary>
    public TaskCompletionSource Gate { get; } = new();

    public string Url { get; private set; } = "";

    public static async Task<TokenServer> StartAsync(TestAuthority? tls = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls is not null) listen.UseHttps(tls.Issue());
        }));
        var server = new TokenServer(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        var port = new Uri(server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        server.Url = $"{(tls is null ? "http://127.0.0.1" : "https://localhost")}:{port}/oauth/token";
        return server;
    }

    public CredentialConfig Credential(OauthClientAuthentication authentication = OauthClientAuthentication.Basic, string? authority = null) => new("gateway client", new Secret(ClientSecret))
    {
        Kind = CredentialKind.OauthClientCredentials, Oauth = new OauthClientConfig(Url, "read write", "https://api.example.com", authentication, authority),
    };

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var client = header.StartsWith("Basic ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])) : null;
        var form = await context.Request.ReadFormAsync();
        int number;
        lock (Asked)
        {
            Asked.Add((client, form.ToDictionary(f => f.Key, f => f.Value.ToString())));
            number = Asked.Count;
        }
        await Gate.Task.WaitAsync(Some.Patience);
        var (status, body) = Answer(number);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }
}
