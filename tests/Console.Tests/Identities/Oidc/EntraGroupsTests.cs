using System.Net;
using System.Text.Json.Nodes;
using HoopLike.Console.Identities;
using HoopLike.Console.Identities.Oidc;
using HoopLike.Console.Security;
using HoopLike.Console.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;
using Secret = HoopLike.Shared.Contracts.Secret;

namespace HoopLike.Console.Tests.Identities.Oidc;

/// <summary>Groups that did not fit into Entra ID's token, against a stand-in for its token endpoint and for Microsoft Graph over TLS: neither can be had on a machine of one's own.</summary>
public sealed class EntraGroupsTests : IAsyncLifetime
{
    const string Person = "99999999-8888-7777-6666-555555555555";
    static readonly JsonObject overage = new() { ["sub"] = "s", ["oid"] = Person, ["_claim_names"] = new JsonObject { ["groups"] = "src1" }, ["_claim_sources"] = new JsonObject { ["src1"] = new JsonObject { ["endpoint"] = "https://graph.windows.net/x/users/y/getMemberObjects" } } };
    readonly List<string> asked = [];
    WebApplication app = null!;
    ProviderHttp http = null!;
    EntraGroups groups = null!;
    IdentityProviderEntity provider = null!;
    string? nextLink;
    int status = 200;

    readonly LoopbackCertificate certificate = new();

    string Host => new Uri(app.Urls.First()).Authority;

    string Issuer => $"https://{Host}/tenant/v2.0";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate.ForServer())));
        app = builder.Build();
        app.MapGet("/tenant/v2.0/.well-known/openid-configuration", () => Results.Json(new { issuer = Issuer, authorization_endpoint = Issuer + "/authorize", token_endpoint = Issuer + "/token", jwks_uri = Issuer + "/keys", msgraph_host = Host }));
        app.MapPost("/tenant/v2.0/token", async (HttpRequest r) =>
        {
            var form = await r.ReadFormAsync();
            asked.Add($"token {form["grant_type"]} {form["scope"]}");
            return Results.Json(new { token_type = "Bearer", expires_in = 3600, access_token = "graph-token" });
        });
        app.MapPost("/v1.0/users/{id}/getMemberGroups", (HttpRequest r, string id) =>
        {
            asked.Add($"groups of {id} {r.Headers.Authorization}");
            var answer = new JsonObject { ["value"] = new JsonArray("g-1", "g-2") };
            if (nextLink is not null) answer["@odata.nextLink"] = nextLink;
            return Results.Text(answer.ToJsonString(), "application/json", statusCode: status);
        });
        app.MapGet("/v1.0/more", () => Results.Json(new { value = new[] { "g-3" } }));
        await app.StartAsync();
        http = new ProviderHttp(new HttpClient(certificate.Trusting()));
        var protector = new SecretProtector(new EphemeralDataProtectionProvider());
        groups = new EntraGroups(new OidcClient(http, protector), http);
        var config = new IdentityProviderConfig("entra", IdentityProviderKind.Oidc, Issuer, "app", "groups", []);
        provider = new IdentityProviderEntity { Name = "entra", Config = config, ProtectedClientSecret = protector.Protect(new Secret("s3cret")) };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        certificate.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    [Fact]
    public void Only_a_token_that_says_so_is_about_more_groups_than_it_holds()
    {
        Assert.True(groups.Concerns(overage, "groups"));
        Assert.True(groups.Concerns(new JsonObject { ["hasgroups"] = true }, "groups"));
        Assert.False(groups.Concerns(new JsonObject { ["groups"] = new JsonArray("g"), ["hasgroups"] = true }, "groups"));
        Assert.False(groups.Concerns(new JsonObject { ["sub"] = "s" }, "groups"));
    }

    [Fact]
    public async Task The_groups_are_asked_for_as_the_application_itself_page_by_page()
    {
        nextLink = $"https://{Host}/v1.0/more";

        var found = await groups.ResolveAsync(provider, await DiscoveryAsync(), overage, default);

        Assert.Equal("g-1 g-2 g-3", string.Join(" ", found));
        Assert.Contains(asked, a => a.StartsWith($"token client_credentials https://{Host}/.default", StringComparison.Ordinal));
        Assert.Contains($"groups of {Person} Bearer graph-token", asked);
    }

    [Theory]
    [InlineData("consent", "Microsoft Graph answered 403; does the application have GroupMember.Read.All")]
    [InlineData("elsewhere", "Microsoft Graph pointed elsewhere")]
    [InlineData("public", "a public client may not ask Microsoft Graph")]
    [InlineData("nobody", "the token does not say whose they are (oid)")]
    public async Task Groups_that_cannot_be_had_sign_nobody_in(string fault, string words)
    {
        var claims = overage.DeepClone().AsObject();
        if (fault == "consent") status = 403;
        if (fault == "elsewhere") nextLink = "https://evil.example/v1.0/more";
        if (fault == "public") provider.ProtectedClientSecret = null;
        if (fault == "nobody") claims["oid"] = "../../me";
        var discovery = await DiscoveryAsync();

        var refused = await Assert.ThrowsAsync<ProviderSignInException>(() => groups.ResolveAsync(provider, discovery, claims, default));

        Assert.Equal(SignInProblems.Groups, refused.Problem);
        Assert.Contains(words, refused.Message);
    }

    async Task<OidcDiscovery> DiscoveryAsync() => OidcDiscovery.Parse(await http.GetAsync(OidcDiscovery.AddressOf(Issuer), default), Issuer);
}
