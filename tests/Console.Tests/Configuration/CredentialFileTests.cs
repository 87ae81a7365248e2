using HoopLike.Console.Configuration;
using HoopLike.Console.Tests.Fixtures;
using HoopLike.Shared.Snapshot;
using Xunit;

namespace HoopLike.Console.Tests.Configuration;

/// <summary>The key <c>credential</c> of a connection, in each of its forms.</summary>
public sealed class CredentialFileTests
{
    public static TheoryData<string> Written =>
    [
        "{kind: basic, username: u, password: SECRET}",
        "{kind: bearer, token: SECRET}",
        "{kind: header, name: X-Api-Key, value: SECRET}",
        "{kind: query, name: api key, value: SECRET}",
        "{kind: oauth-client-credentials, tokenUrl: 'https://id/token', clientId: c, clientSecret: SECRET, scope: a b, audience: 'https://api', clientAuthentication: post}",
        "{kind: aws-sigv4, accessKeyId: AKID, secretAccessKey: SECRET, sessionToken: SECRET-2, region: eu-central-1, service: s3}",
        "{kind: none}",
    ];

    [Theory]
    [MemberData(nameof(Written))]
    public void What_is_written_reads_back_the_same_without_its_secrets(string credential)
    {
        var file = ConfigFile.Read(Yaml(credential), SecretSources.TextOnly);

        var text = ConfigWriter.Write(file.Config);
        var again = ConfigFile.Read(text, SecretSources.TextOnly);

        Assert.Empty(file.Mistakes);
        Assert.Empty(again.Mistakes);
        Assert.DoesNotContain("SECRET", text, StringComparison.Ordinal);
        Assert.Equal(Only(file).Credential.WithoutSecrets(), Only(again).Credential);
        Assert.Equal(credential.Contains("SECRET", StringComparison.Ordinal) ? "SECRET" : null, Only(file).Credential.Password?.Reveal());
        Assert.Empty(Mistakes(credential));
    }

    [Fact]
    public void A_client_certificate_stands_beside_any_kind()
    {
        var (certificate, key) = ClientPair.Make();
        var yaml = $"{{kind: bearer, token: t, clientCertificate: {{certificates: \"{Line(certificate)}\", key: \"{Line(key)}\"}}}}";
        var file = ConfigFile.Read(Yaml(yaml), SecretSources.TextOnly);

        var text = ConfigWriter.Write(file.Config);

        Assert.Equal((certificate, key), (Only(file).Credential.ClientCertificate!.Certificates, Only(file).Credential.ClientCertificate!.Key!.Reveal()));
        Assert.Contains("BEGIN CERTIFICATE", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", text, StringComparison.Ordinal);
        Assert.Empty(Mistakes(yaml));
    }

    [Fact]
    public void A_file_from_before_there_were_kinds_means_what_it_meant()
    {
        var credential = Only(ConfigFile.Read(Yaml("{username: u, password: p}", "postgres"), SecretSources.TextOnly)).Credential;

        Assert.Equal(new CredentialConfig("u", new("p")), credential);
        Assert.Contains("credential:\n    username: u\n", ConfigWriter.Write(ConfigFile.Read(Yaml("{username: u, password: p}", "postgres"), SecretSources.TextOnly).Config), StringComparison.Ordinal);
    }

    [Fact]
    public void An_HTTP_target_is_verified_unless_the_file_says_otherwise_and_has_a_base_path()
    {
        var target = Only(ConfigFile.Read(Yaml("{kind: none}"), SecretSources.TextOnly)).Target;

        Assert.Equal((TargetTlsMode.VerifyFull, "/v1"), (target.Tls, target.Path));
        Assert.Equal(TargetTlsMode.Prefer, Only(ConfigFile.Read(Yaml("{username: u}", "postgres"), SecretSources.TextOnly)).Target.Tls);
        Assert.Contains("path: /v1", ConfigWriter.Write(ConfigFile.Read(Yaml("{kind: none}"), SecretSources.TextOnly).Config), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{kind: magic}", "credential.kind: 'magic' is not one of basic, bearer, header, query, oauth-client-credentials, aws-sigv4, none.")]
    [InlineData("{kind: bearer}", "credential.token: is missing: a new connection brings its secret.")]
    [InlineData("{kind: bearer, username: u, token: t}", "credential.username: is unknown here; known are clientCertificate, kind, token.")]
    [InlineData("{kind: header, value: v}", "credential.name: is missing.")]
    [InlineData("{kind: query, name: key}", "credential.value: is missing: a new")]
    [InlineData("{kind: oauth-client-credentials, clientId: c, clientSecret: s}", "credential.tokenUrl: is missing.")]
    [InlineData("{kind: oauth-client-credentials, tokenUrl: 'http://id.example.com/t', clientId: c, clientSecret: s}", "credential.tokenUrl: must begin with https")]
    [InlineData("{kind: oauth-client-credentials, tokenUrl: 'https://id/t', clientId: c}", "credential.clientSecret: is missing: a new")]
    [InlineData("{kind: aws-sigv4, accessKeyId: a, secretAccessKey: s, service: s3}", "credential.region: is missing.")]
    [InlineData("{kind: none, token: t}", "credential.token: is unknown here")]
    [InlineData("{kind: none, clientCertificate: {key: k}}", "credential.clientCertificate.certificates: is missing.")]
    [InlineData("{kind: none, clientCertificate: {certificates: x, key: k}}", "credential.clientCertificate.certificates: must be certificates in PEM")]
    [InlineData("{kind: bearer, token: {file: /etc/hostname}}", "credential.token: a secret sent over REST stands in the text")]
    public void Each_mistake_is_told_by_its_key(string credential, string expected) => Assert.Contains(Mistakes(credential), m => m.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void All_mistakes_are_told_at_once() => Assert.Equal(
        ["accessKeyId", "region", "secretAccessKey", "service"],
        Mistakes("{kind: aws-sigv4}").Where(m => m.Contains("credential.", StringComparison.Ordinal)).Select(m => m.Split("credential.")[1].Split(':')[0]).Order(StringComparer.Ordinal));

    static string Line(string pem) => pem.Replace("\n", "\\n", StringComparison.Ordinal);

    static ConnectionConfig Only(ConfigFile file) => Assert.Single(file.Config.Connections!.Value).Config;

    static List<string> Mistakes(string credential)
    {
        var file = ConfigFile.Read(Yaml(credential), SecretSources.TextOnly);
        return [.. file.With(ConfigRules.Check(file.Config, new ConsoleConfig())).Select(m => m.Describe("f"))];
    }

    static string Yaml(string credential, string protocol = "http") =>
        $"""
        agents:
          - name: local
            token: enrol-me-once
        connections:
          - name: api
            protocol: {protocol}
            agents: [local]
            listen: {"{port: 18443}"}
            target: {(protocol == "http" ? "{host: api.example.com, port: 443, path: /v1}" : "{host: db, port: 5432}")}
            credential: {credential}
        """;
}
