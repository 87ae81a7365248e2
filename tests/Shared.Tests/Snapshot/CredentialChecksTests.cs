using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using HoopLike.Shared.Tests.Policy;
using Xunit;

namespace HoopLike.Shared.Tests.Snapshot;

/// <summary>Credentials of HTTP connections: what is refused, what is told, and where their secrets do and do not go.</summary>
public sealed class CredentialChecksTests
{
    private static readonly ConnectionConfig http = Some.Connection with { Protocol = ConnectionProtocol.Http, Target = new TargetConfig("api.internal", 443, null, TargetTlsMode.VerifyFull), Credential = new("", null) { Kind = CredentialKind.None } };
    private static readonly OauthClientConfig oauth = new("https://id.example.com/token");
    private static readonly AwsSigningConfig aws = new("eu-central-1", "s3");
    private static readonly (string Certificate, string Key) pair = Certificate(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private static readonly (string Certificate, string Key) other = Certificate(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static TheoryData<CredentialConfig> Good =>
    [
        new("", null) { Kind = CredentialKind.None },
        new("ann", new("pässword")),
        new("sk_only", null),
        new("", new("abc.def-ghi~")) { Kind = CredentialKind.Bearer },
        new("", new("Token abc")) { Kind = CredentialKind.Header, Parameter = "Authorization" },
        new("", new("ä b")) { Kind = CredentialKind.Query, Parameter = "api key" },
        new("client", new("s")) { Kind = CredentialKind.OauthClientCredentials, Oauth = oauth with { Scope = "a b", Audience = "https://api" } },
        new("client", null) { Kind = CredentialKind.OauthClientCredentials, Oauth = new("http://127.0.0.1:9/token") },
        new("AKIDEXAMPLE", new("a/b+c")) { Kind = CredentialKind.AwsSigv4, Aws = aws, SessionToken = new("t//+=") },
        new("", null) { Kind = CredentialKind.None, ClientCertificate = new(pair.Certificate, new(pair.Key)) },
        new("", null) { Kind = CredentialKind.None, ClientCertificate = new(pair.Certificate, null) },
    ];

    [Theory]
    [MemberData(nameof(Good), DisableDiscoveryEnumeration = true)]
    public void Each_kind_is_accepted_as_it_is_meant(CredentialConfig credential) => Assert.Empty(Faults(http with { Credential = credential }));

    public static TheoryData<string, CredentialConfig> Bad => new()
    {
        { "username", new("", new("p")) },
        { "username", new("a:b", new("p")) },
        { "password", new("a", new("p\n")) },
        { "token", new("", new("")) { Kind = CredentialKind.Bearer } },
        { "token", new("", new("a b")) { Kind = CredentialKind.Bearer } },
        { "token", new("", new("a\r\nX: y")) { Kind = CredentialKind.Bearer } },
        { "name", new("", new("v")) { Kind = CredentialKind.Header } },
        { "name", new("", new("v")) { Kind = CredentialKind.Header, Parameter = "X Key" } },
        { "name", new("", new("v")) { Kind = CredentialKind.Header, Parameter = "Transfer-Encoding" } },
        { "name", new("", new("v")) { Kind = CredentialKind.Header, Parameter = "HOST" } },
        { "name", new("", new("v")) { Kind = CredentialKind.Header, Parameter = "content-length" } },
        { "value", new("", new(" v")) { Kind = CredentialKind.Header, Parameter = "X-Key" } },
        { "value", new("", new("v\n")) { Kind = CredentialKind.Header, Parameter = "X-Key" } },
        { "name", new("", new("v")) { Kind = CredentialKind.Query, Parameter = " " } },
        { "value", new("", new("v\0")) { Kind = CredentialKind.Query, Parameter = "key" } },
        { "tokenUrl", new("c", new("s")) { Kind = CredentialKind.OauthClientCredentials } },
        { "tokenUrl", new("c", new("s")) { Kind = CredentialKind.OauthClientCredentials, Oauth = oauth with { TokenUrl = "http://id.example.com/token" } } },
        { "tokenUrl", new("c", new("s")) { Kind = CredentialKind.OauthClientCredentials, Oauth = oauth with { TokenUrl = "https://me:pw@id.example.com/token" } } },
        { "clientId", new("", new("s")) { Kind = CredentialKind.OauthClientCredentials, Oauth = oauth } },
        { "clientSecret", new("c", new("")) { Kind = CredentialKind.OauthClientCredentials, Oauth = oauth } },
        { "scope", new("c", new("s")) { Kind = CredentialKind.OauthClientCredentials, Oauth = oauth with { Scope = "a\"b" } } },
        { "certificateAuthority", new("c", new("s")) { Kind = CredentialKind.OauthClientCredentials, Oauth = oauth with { CertificateAuthority = "no PEM" } } },
        { "accessKeyId", new("", new("s")) { Kind = CredentialKind.AwsSigv4, Aws = aws } },
        { "region", new("A", new("s")) { Kind = CredentialKind.AwsSigv4, Aws = aws with { Region = "" } } },
        { "service", new("A", new("s")) { Kind = CredentialKind.AwsSigv4, Aws = aws with { Service = "s3/x" } } },
        { "secretAccessKey", new("A", new("x& &x")) { Kind = CredentialKind.AwsSigv4, Aws = aws } },
        { "sessionToken", new("A", new("s")) { Kind = CredentialKind.AwsSigv4, Aws = aws, SessionToken = new("a b") } },
        { "kind", new("", new("s")) { Kind = CredentialKind.None } },
        { "clientCertificate.certificates", new("", null) { Kind = CredentialKind.None, ClientCertificate = new("no PEM", new(pair.Key)) } },
        { "clientCertificate.key", new("", null) { Kind = CredentialKind.None, ClientCertificate = new(pair.Certificate, new("no PEM")) } },
        { "clientCertificate.key", new("", null) { Kind = CredentialKind.None, ClientCertificate = new(pair.Certificate, new(other.Key)) } },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void What_could_not_be_sent_is_refused_by_its_key_and_without_its_secret(string key, CredentialConfig credential)
    {
        var fault = Assert.Single(Faults(http with { Credential = credential }));

        Assert.Equal($"connections[0].credential.{key}", fault.Path);
        Assert.DoesNotContain(credential.Password?.Reveal() is { Length: > 2 } secret ? secret : "\0", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_key_is_told_from_one_that_is_wrong()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem("pass", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10));

        Assert.StartsWith("is encrypted", Assert.Single(Faults(http with { Credential = new("", null) { Kind = CredentialKind.None, ClientCertificate = new(pair.Certificate, new(encrypted)) } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_certificate_needs_TLS() => Assert.Equal(
        "connections[0].credential.clientCertificate",
        Assert.Single(Faults(http with { Target = http.Target with { Tls = TargetTlsMode.Disable }, Credential = new("", null) { Kind = CredentialKind.None, ClientCertificate = new(pair.Certificate, null) } })).Path);

    [Theory]
    [InlineData("/", null)]
    [InlineData("/v1", null)]
    [InlineData("/v1/", null)]
    [InlineData("/a%20b/c", null)]
    [InlineData("v1", "cannot be a path")]
    [InlineData("http://api/v1", "must begin with a slash")]
    [InlineData("/v1?x=1", "is a path alone")]
    [InlineData("/v1/../v2", "must be written as it is sent: /v2")]
    [InlineData("//v1", "must be written as it is sent: /v1")]
    [InlineData("/a%2fb", "cannot be a path: The path holds an escaped slash")]
    public void A_base_path_is_one_that_can_be_sent_as_it_stands(string path, string? wrong)
    {
        var faults = Faults(http with { Target = http.Target with { Path = path } });

        if (wrong is null) Assert.Empty(faults);
        else Assert.StartsWith(wrong, Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Databases_take_a_user_name_and_a_password_and_nothing_else() => Assert.Equal(
        ["connections[0].credential.kind", "connections[0].credential.clientCertificate", "connections[0].target.path"],
        Faults(Some.Connection with { Target = Some.Connection.Target with { Path = "/v1" }, Credential = new("u", new("t")) { Kind = CredentialKind.Bearer, ClientCertificate = new(pair.Certificate, null) } }).Select(f => f.Path));

    [Theory]
    [MemberData(nameof(Good), DisableDiscoveryEnumeration = true)]
    public void Secrets_travel_in_the_snapshot_and_nowhere_else(CredentialConfig credential)
    {
        var snapshot = Some.Snapshot() with { Connections = [http with { Credential = credential }] };

        var there = JsonSerializer.Deserialize<AgentSnapshot>(JsonSerializer.Serialize(snapshot, SnapshotJson.Revealing), SnapshotJson.Revealing)!;

        Assert.Equal(credential, there.Connections[0].Credential);
        var shown = credential + JsonSerializer.Serialize(credential, SnapshotJson.Plain) + JsonSerializer.Serialize(credential.WithoutSecrets(), SnapshotJson.Revealing);
        foreach (var secret in new[] { credential.Secrets.Password, credential.Secrets.SessionToken, credential.Secrets.ClientKey }.OfType<Secret>().Select(s => s.Reveal()).Where(s => s.Length > 2)) Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
    }

    private static List<SnapshotError> Faults(ConnectionConfig connection) =>
        [.. SnapshotValidator.Check(Some.Snapshot() with { Connections = [connection], Policies = [], MaskingRules = [] }).Where(e => !e.Path.EndsWith(".protocol", StringComparison.Ordinal))];

    private static (string, string) Certificate(ECDsa key)
    {
        using var certificate = new CertificateRequest("CN=gateway", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
