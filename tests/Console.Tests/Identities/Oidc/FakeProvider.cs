using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace HoopLike.Console.Tests.Identities.Oidc;

/// <summary>An OpenID provider that does what no real one would: wrong tokens of every kind, answers that contradict each other, silence.</summary>
sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "hooplike";
    public const string ClientSecret = "fake-client-secret-MARKER";
    readonly WebApplication app;
    readonly ConcurrentQueue<string> asked = new();
    RSA key = RSA.Create(2048);

    FakeProvider(WebApplication app) => this.app = app;

    public string Issuer => app.Urls.First();

    public string KeyId { get; set; } = "first";

    /// <summary>The requests so far, as paths.</summary>
    public IReadOnlyCollection<string> Asked => asked;

    /// <summary>What the last request to the token endpoint said, and by which header.</summary>
    public Dictionary<string, string> Form { get; private set; } = [];
    public string? Authorization { get; private set; }

    /// <summary>Last changes to the documents and answers before they leave.</summary>
    public Action<JsonObject> Discovery { get; set; } = _ => { };
    public Func<JsonObject, Task<(int Status, JsonObject Body)>> Token { get; set; } = body => Task.FromResult((200, body));
    /// <summary>In place of the token endpoint's answer.</summary>
    public string? RawToken { get; set; }
    public Func<JsonObject, (int Status, JsonObject Body)> UserInfo { get; set; } = body => (200, body);
    /// <summary>What becomes of an ID token's claims, and how it is signed.</summary>
    public Action<JsonObject> IdToken { get; set; } = _ => { };
    public string Algorithm { get; set; } = "RS256";
    public Func<Task> BeforeKeys { get; set; } = () => Task.CompletedTask;

    public string Nonce { get; set; } = "";
    public string Subject { get; set; } = "u-1";
    public string[] Groups { get; set; } = ["dba"];

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var fake = new FakeProvider(server);
        server.Use((context, next) =>
        {
            fake.asked.Enqueue(context.Request.Path);
            return next(context);
        });
        server.MapGet("/.well-known/openid-configuration", () => Results.Text(fake.DiscoveryDocument().ToJsonString(), "application/json"));
        server.MapGet("/keys", async () =>
        {
            await fake.BeforeKeys();
            return Results.Text(fake.KeySet, "application/json");
        });
        server.MapPost("/token", fake.TokenAsync);
        server.MapGet("/me", fake.Me);
        await server.StartAsync();
        return fake;
    }

    public FakeProvider Reset()
    {
        asked.Clear();
        (Discovery, Token, RawToken, UserInfo, IdToken, Subject, Groups) = (_ => { }, body => Task.FromResult((200, body)), null, body => (200, body), _ => { }, "u-1", ["dba"]);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        key.Dispose();
    }

    /// <summary>A console's configuration that knows it as <c>corp</c>.</summary>
    /// <param name="more">More keys of the provider, as <c>key: value</c>.</param>
    public string Yaml(params string[] more) => SomeConfig.Yaml
        .Replace("    issuer: http://127.0.0.1:9", string.Join("\n    ", [$"    issuer: {Issuer}", "title: Corp", .. more]), StringComparison.Ordinal)
        .Replace(SomeConfig.ClientSecret, ClientSecret, StringComparison.Ordinal);

    /// <summary>Signs with another key from now on, under another name.</summary>
    public void Rotate(string kid)
    {
        key = RSA.Create(2048);
        KeyId = kid;
    }

    /// <summary>The public key's bytes as an attacker would use them for HS256.</summary>
    public byte[] PublicBytes => Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem());

    public JsonObject IdClaims(string audience = ClientId)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new JsonObject { ["iss"] = Issuer, ["aud"] = audience, ["sub"] = Subject, ["nonce"] = Nonce, ["iat"] = now, ["exp"] = now + 300, ["sid"] = "session-1" };
    }

    public string Sign(JsonObject claims, string? kid = null, string? algorithm = null, string typ = "JWT")
    {
        var header = new JsonObject { ["alg"] = algorithm ?? Algorithm, ["kid"] = kid ?? KeyId, ["typ"] = typ };
        var signed = Base64UrlEncoder.Encode(header.ToJsonString()) + "." + Base64UrlEncoder.Encode(claims.ToJsonString());
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = (algorithm ?? Algorithm) switch
        {
            "none" => [],
            "HS256" => HMACSHA256.HashData(PublicBytes, bytes),
            _ => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return signed + "." + Base64UrlEncoder.Encode(signature);
    }

    string KeySet
    {
        get
        {
            var p = key.ExportParameters(false);
            return JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", use = "sig", kid = KeyId, n = Base64UrlEncoder.Encode(p.Modulus), e = Base64UrlEncoder.Encode(p.Exponent) } } });
        }
    }

    JsonObject DiscoveryDocument()
    {
        var document = new JsonObject
        {
            ["issuer"] = Issuer, ["jwks_uri"] = Issuer + "/keys", ["authorization_endpoint"] = Issuer + "/auth", ["token_endpoint"] = Issuer + "/token",
            ["userinfo_endpoint"] = Issuer + "/me", ["end_session_endpoint"] = Issuer + "/end", ["authorization_response_iss_parameter_supported"] = true,
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"), ["backchannel_logout_supported"] = true,
        };
        Discovery(document);
        return document;
    }

    async Task<IResult> TokenAsync(HttpRequest request)
    {
        Form = (await request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
        Authorization = request.Headers.Authorization;
        var claims = IdClaims();
        IdToken(claims);
        var (status, body) = await Token(new JsonObject { ["access_token"] = "access-MARKER", ["refresh_token"] = "refresh-MARKER", ["token_type"] = "Bearer", ["expires_in"] = 600, ["id_token"] = Sign(claims) });
        return Results.Text(RawToken ?? body.ToJsonString(), "application/json", statusCode: status);
    }

    IResult Me()
    {
        var (status, body) = UserInfo(new JsonObject { ["sub"] = Subject, ["name"] = "Alice Anders", ["email"] = "alice@example.test", ["email_verified"] = true, ["groups"] = new JsonArray([.. Groups.Select(g => (JsonNode)g)]) });
        return Results.Text(body.ToJsonString(), "application/json", statusCode: status);
    }
}
