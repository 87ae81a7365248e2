using System.IO.Compression;
using System.Net;
using System.Text;
using System.Web;
using System.Xml;
using HoopLike.Console.Audit;
using HoopLike.Console.Identities.Saml;
using HoopLike.Console.Tests.Fixtures;

namespace HoopLike.Console.Tests.Identities.Saml;

/// <summary>A browser that carries messages between a running console and the test's provider, as the bindings have it.</summary>
sealed class SamlBrowser(RunningConsole console) : IDisposable
{
    public HttpClient Http { get; } = console.Client();

    public ServiceProvider Self { get; } = ServiceProvider.At(console.Address, "corp");

    /// <summary>A console with one SAML provider, corp, and one group that has a role.</summary>
    public static string Yaml(string more = "", string? keys = null) => $$"""
        identityProviders:
          - name: corp
            kind: saml
            issuer: {{TestIdp.EntityId}}
            {{keys ?? $"signInUrl: {TestIdp.SignInUrl}\n    signOutUrl: {TestIdp.SignOutUrl}\n    certificates: [\"{Quoted(TestIdp.Honest.Pem)}\"]"}}
            {{more}}
        users:
          - {name: engineer, groups: [platform], password: {{SomeConfig.EngineerPassword}} }
        groups:
          - {name: platform, roles: [admin]}
          - {name: dba, roles: [approver]}
        serviceAccounts:
          - {name: ops, groups: [platform], key: {{SomeConfig.AdminKey}} }
        """;

    public static string Quoted(string pem) => pem.Replace("\n", "\\n", StringComparison.Ordinal);

    public void Dispose() => Http.Dispose();

    /// <summary>Begins to sign in; the request that the provider gets.</summary>
    public async Task<(Uri Location, XmlElement Request)> BeginAsync(string returnUrl = "/approvals")
    {
        var answer = await Http.GetAsync($"/signin/with/corp?returnUrl={Uri.EscapeDataString(returnUrl)}");
        Xunit.Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return (answer.Headers.Location!, Message(answer.Headers.Location!, "SAMLRequest"));
    }

    /// <summary>What an honest provider answers to a request, or by itself when there is none.</summary>
    public ResponseDraft Answer(string? requestId) => new()
    {
        ResponseInResponseTo = requestId,
        InResponseTo = requestId,
        Destination = Self.AcsUrl,
        Recipient = Self.AcsUrl,
        Audience = Self.EntityId,
        AssertionId = "_" + Guid.NewGuid().ToString("N"),
        NotBefore = DateTimeOffset.UtcNow.AddMinutes(-1),
        NotOnOrAfter = DateTimeOffset.UtcNow.AddMinutes(5),
    };

    /// <summary>Brings a response; where the browser is sent then.</summary>
    public async Task<string> BringAsync(string xml, string? relayState = null)
    {
        List<KeyValuePair<string, string>> fields = [new("SAMLResponse", Convert.ToBase64String(Encoding.UTF8.GetBytes(xml)))];
        if (relayState is not null) fields.Add(new("RelayState", relayState));
        using var answer = await Http.PostAsync("/saml/corp/acs", new FormUrlEncodedContent(fields));
        return Short(answer.Headers.Location?.ToString()) ?? answer.StatusCode.ToString();
    }

    /// <summary>Without what the sign-in page is told besides the problem.</summary>
    public static string? Short(string? location) => location?.StartsWith("/signin?problem=", StringComparison.Ordinal) == true ? location.Split('&')[0] : location;

    public async Task<string> SignInAsync(Func<ResponseDraft, ResponseDraft>? change = null, TestIdp? idp = null)
    {
        var (_, request) = await BeginAsync();
        var answer = Answer(request.GetAttribute("ID"));
        return await BringAsync((idp ?? TestIdp.Honest).Signed(change?.Invoke(answer) ?? answer));
    }

    /// <summary>Who the console takes the browser for; null for nobody.</summary>
    public async Task<string?> WhoAsync()
    {
        using var answer = await Http.GetAsync("/api/v1/whoami");
        return answer.IsSuccessStatusCode ? (string?)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["name"] : null;
    }

    /// <summary>The newest audit entry of that action.</summary>
    public async Task<string?> AuditedAsync(string action) =>
        (await console.Get<AuditLog>().ReadAsync(null, 50, default)).FirstOrDefault(a => a.Action == action)?.Detail;

    public static XmlElement Message(Uri location, string field)
    {
        using var inflate = new DeflateStream(new MemoryStream(Convert.FromBase64String(HttpUtility.ParseQueryString(location.Query)[field]!)), CompressionMode.Decompress);
        using var text = new StreamReader(inflate);
        return TestIdp.Parse(text.ReadToEnd()).DocumentElement!;
    }
}
