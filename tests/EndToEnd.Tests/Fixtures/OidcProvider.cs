using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A real, certified OpenID provider on loopback. Its people are the test's to change while it runs.</summary>
sealed class OidcProvider : IAsyncDisposable
{
    public const string Secret = "hooplike-client-secret-of-the-tests";
    readonly TempFolder folder = new();
    readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };
    ChildProcess process = null!;

    OidcProvider(string name) => Name = name;

    /// <summary>As the console's configuration calls it.</summary>
    public string Name { get; }

    public int Port { get; } = FreePort.Next();

    public string Issuer => $"http://127.0.0.1:{Port}";

    public string Output => process.Output;

    /// <summary>One provider of a console's configuration.</summary>
    public string Yaml(string client = "hooplike", string more = "") =>
        $"{{name: {Name}, kind: oidc, title: {Title}, issuer: '{Issuer}', clientId: {client}, {(client == "hooplike-public" ? "" : $"clientSecret: {Secret}, ")}nameClaim: preferred_username, scopes: [groups], audiences: [hooplike]{more}}}";

    public string Title => char.ToUpperInvariant(Name[0]) + Name[1..];

    public static async Task<OidcProvider> StartAsync(string name, string console, params (string Login, string[] Groups)[] people)
    {
        var provider = new OidcProvider(name);
        var settings = new JsonObject
        {
            ["port"] = provider.Port,
            ["provider"] = name,
            ["consoles"] = new JsonArray(console),
            ["people"] = new JsonObject(people.Select(p => KeyValuePair.Create(p.Login, (JsonNode?)Person(p.Login, p.Groups)))),
        };
        await File.WriteAllTextAsync(provider.folder.File("settings.json"), settings.ToJsonString());
        provider.process = await ChildProcess.StartAsync("node", [Path.Combine(ProductFiles.IdentityProviders, "oidc-idp.mjs"), provider.folder.File("settings.json")]);
        await Until.HoldsAsync(() => provider.process.HasExited ? throw new InvalidOperationException(provider.process.Output) : FreePort.IsListening(provider.Port), TimeSpan.FromSeconds(60), "the provider listens");
        return provider;
    }

    public Task SetGroupsAsync(string login, params string[] groups) => ControlAsync(HttpMethod.Put, "people/" + login, new { groups });

    public Task DeleteAsync(string login) => ControlAsync(HttpMethod.Delete, "people/" + login, new { });

    /// <summary>Signs with a new key from now on.</summary>
    public Task RotateKeyAsync() => ControlAsync(HttpMethod.Post, "rotate", new { });

    /// <summary>A token of any content, signed with the provider's own key.</summary>
    public async Task<string> SignAsync(object claims, object? header = null) => (string)(await ControlAsync(HttpMethod.Post, "sign", new { header = header ?? new { }, claims }))["token"]!;

    /// <summary>A token of a program that is a client of the provider.</summary>
    public async Task<string> ProgramTokenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Issuer + "/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("resource", "urn:hooplike"), new("scope", "connect")]) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("report-job:report-job-secret-of-the-tests")));
        return await AccessTokenAsync(await http.SendAsync(request));
    }

    /// <summary>A person's access token for the gateway, as a native program gets it: authorisation code flow with PKCE.</summary>
    public async Task<string> PersonTokenAsync(string login)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Issuer) };
        var verifier = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
        var challenge = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var answer = await browser.GetAsync($"/auth?client_id=native&response_type=code&scope=openid%20connect&resource=urn%3Ahooplike&redirect_uri=http%3A%2F%2F127.0.0.1%2Fnative&code_challenge_method=S256&code_challenge={challenge}");
        while (answer.Headers.Location is { } next)
        {
            var address = new Uri(new Uri(Issuer), next);
            if (address.AbsolutePath == "/native")
            {
                var code = HttpUtility.ParseQueryString(address.Query)["code"] ?? throw new InvalidOperationException(address.Query);
                return await AccessTokenAsync(await http.PostAsync(Issuer + "/token", new FormUrlEncodedContent(
                    [new("grant_type", "authorization_code"), new("client_id", "native"), new("code", code), new("code_verifier", verifier), new("redirect_uri", "http://127.0.0.1/native"), new("resource", "urn:hooplike")])));
            }
            answer = await browser.GetAsync(address);
            if (answer.IsSuccessStatusCode) answer = await browser.PostAsync(address, new FormUrlEncodedContent([new("login", login)]));
        }
        throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The public keys as the provider publishes them.</summary>
    public Task<string> KeysAsync() => http.GetStringAsync(Issuer + "/jwks");

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        http.Dispose();
        folder.Dispose();
    }

    static JsonObject Person(string login, string[] groups) => new()
    {
        ["sub"] = "sub-of-" + login, ["name"] = char.ToUpperInvariant(login[0]) + login[1..] + " Anders", ["preferred_username"] = login,
        ["email"] = login + "@example.test", ["email_verified"] = true, ["groups"] = JsonSerializer.SerializeToNode(groups),
    };

    async Task<JsonObject> ControlAsync(HttpMethod method, string path, object body)
    {
        using var answer = await http.SendAsync(new HttpRequestMessage(method, $"{Issuer}/control/{path}") { Content = JsonContent.Create(body) });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    static async Task<string> AccessTokenAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? (string)JsonNode.Parse(body)!["access_token"]! : throw new InvalidOperationException(body);
    }
}
