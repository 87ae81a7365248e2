using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A real SAML identity provider (samlp) on loopback, for one console.</summary>
sealed class SamlProvider : IAsyncDisposable
{
    /// <summary>As samlp names the attribute.</summary>
    const string Groups = "groupsClaim: 'http://schemas.passportjs.com/groups'";
    readonly TempFolder folder = new();
    readonly string pem;
    ChildProcess process = null!;

    SamlProvider(string name, string pem) => (Name, this.pem) = (name, pem);

    /// <summary>As the console's configuration calls it.</summary>
    public string Name { get; }

    public int Port { get; } = FreePort.Next();

    public string Address => $"http://127.0.0.1:{Port}";

    public string Output => process.Output;

    public string Title => char.ToUpperInvariant(Name[0]) + Name[1..];

    /// <summary>One provider of a console's configuration, known by what it publishes.</summary>
    public string YamlByMetadata => $"{{name: {Name}, kind: saml, title: {Title}, issuer: '{Address}/entity', metadataUrl: '{Address}/metadata', {Groups}}}";

    /// <summary>The same, with addresses and certificate written down.</summary>
    public string YamlByHand(string more) =>
        $"{{name: {Name}, kind: saml, title: {Title}, issuer: '{Address}/entity', signInUrl: '{Address}/sso', signOutUrl: '{Address}/slo', certificates: [\"{pem.Replace("\n", "\\n", StringComparison.Ordinal)}\"], {Groups}{more}}}";

    /// <param name="signResponse">Beside the assertion.</param>
    /// <param name="encrypt">The assertion, for the certificate in the console's metadata.</param>
    public static async Task<SamlProvider> StartAsync(string name, string console, bool signResponse, bool encrypt, params (string Login, string[] Groups)[] people)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=samlp", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        var provider = new SamlProvider(name, certificate.ExportCertificatePem());
        var settings = JsonSerializer.Serialize(new
        {
            port = provider.Port,
            console = $"{console}/saml/{name}/metadata",
            cert = provider.pem,
            key = key.ExportPkcs8PrivateKeyPem(),
            signResponse,
            encrypt,
            people = people.ToDictionary(p => p.Login, p => new { displayName = char.ToUpperInvariant(p.Login[0]) + p.Login[1..] + " Anders", email = p.Login + "@example.test", groups = p.Groups }),
        });
        await File.WriteAllTextAsync(provider.folder.File("settings.json"), settings);
        provider.process = await ChildProcess.StartAsync("node", ["--no-deprecation", Path.Combine(ProductFiles.IdentityProviders, "saml-idp.mjs"), provider.folder.File("settings.json")]);
        await Until.HoldsAsync(() => provider.process.HasExited ? throw new InvalidOperationException(provider.process.Output) : FreePort.IsListening(provider.Port), TimeSpan.FromSeconds(60), "the provider listens");
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
