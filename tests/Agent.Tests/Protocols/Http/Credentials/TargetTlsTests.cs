using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Xunit;

namespace HoopLike.Agent.Tests.Protocols.Http.Credentials;

/// <summary>Real TLS servers as targets: what is checked of theirs, and what is shown of ours.</summary>
public sealed class TargetTlsTests : IAsyncDisposable
{
    private readonly TestAuthority authority = new("targets");
    private HttpGateway? gateway;

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null) await gateway.DisposeAsync();
    }

    [Theory]
    [InlineData(TargetTlsMode.VerifyFull, "localhost", true, null)]
    [InlineData(TargetTlsMode.VerifyFull, "127.0.0.1", true, "certificate is for another name")]
    [InlineData(TargetTlsMode.VerifyFull, "localhost", false, "not from an authority that the gateway trusts")]
    [InlineData(TargetTlsMode.Require, "127.0.0.1", false, null)]
    public async Task The_targets_certificate_is_checked_as_the_connection_says(TargetTlsMode mode, string host, bool isTrusted, string? refusal)
    {
        await StartAsync(new CredentialConfig("", new Secret("target-secret")) { Kind = CredentialKind.Bearer }, listen => listen.UseHttps(authority.Issue(forAddress: false)),
            target => target with { Tls = mode, Host = host, CertificateAuthority = isTrusted ? authority.Pem : new TestAuthority("others").Pem });

        using var answer = await gateway!.SendAsync(HttpMethod.Get, "/");
        var words = await answer.Content.ReadAsStringAsync();

        Assert.Equal(refusal is null ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(refusal ?? "anonymous https", words, StringComparison.Ordinal);
        Assert.Equal(refusal is null ? 1 : 0, gateway.Reached.Count);
    }

    [Fact]
    public async Task No_trailer_brings_the_credential_back()
    {
        gateway = await HttpGateway.StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("fine");
                context.Response.AppendTrailer("X-Late", "got target-secret");
                context.Response.AppendTrailer("X-Fine", "fine");
            },
            null, listen => listen.UseHttps(authority.Issue()), Verified);
        using var request = gateway.Request(HttpMethod.Get, "/");
        (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);

        using var answer = await gateway.Client.SendAsync(request);

        Assert.Equal("fine", await answer.Content.ReadAsStringAsync());
        Assert.Equal(["fine", "got ***"], answer.TrailingHeaders.Select(h => h.Value.Single()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("rsa", false)]
    [InlineData("ec", false)]
    [InlineData("ec", true)]
    public async Task A_client_certificate_is_shown_with_its_chain_beside_any_credential(string key, bool hasIntermediate)
    {
        using var made = ClientCertificate.Make(key, hasIntermediate);
        await StartAsync(new CredentialConfig("", new Secret("target-secret")) { Kind = CredentialKind.Bearer, ClientCertificate = made.Config }, listen => listen.UseHttps(authority.Issue(), Asking(made.Root)), Verified);

        using var answer = await gateway!.SendAsync(HttpMethod.Get, "/");

        Assert.Equal("CN=gateway https Bearer ***", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_client_certificate_alone_is_enough_where_the_target_says_so()
    {
        using var made = ClientCertificate.Make("rsa", hasIntermediate: false);
        await StartAsync(new CredentialConfig("", null) { Kind = CredentialKind.None, ClientCertificate = made.Config }, listen => listen.UseHttps(authority.Issue(), Asking(made.Root)), Verified);

        using var answer = await gateway!.SendAsync(HttpMethod.Get, "/");

        Assert.Equal("CN=gateway https", (await answer.Content.ReadAsStringAsync()).Trim());
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http1AndHttp2)]
    public async Task A_certificate_that_the_target_does_not_take_is_a_502_that_says_so(HttpProtocols spoken)
    {
        using var made = ClientCertificate.Make("ec", hasIntermediate: false);
        using var other = ClientCertificate.Make("ec", hasIntermediate: false);
        await StartAsync(new CredentialConfig("", null) { Kind = CredentialKind.None, ClientCertificate = made.Config },
            listen =>
            {
                listen.Protocols = spoken;
                listen.UseHttps(authority.Issue(), Asking(other.Root));
            }, Verified);

        using var answer = await gateway!.SendAsync(HttpMethod.Get, "/");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("client certificate", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_the_certificates_reaches_nothing()
    {
        using var made = ClientCertificate.Make("ec", hasIntermediate: false);
        using var other = ClientCertificate.Make("ec", hasIntermediate: false);
        await StartAsync(new CredentialConfig("", null) { Kind = CredentialKind.None, ClientCertificate = made.Config with { Key = other.Config.Key } }, listen => listen.UseHttps(authority.Issue()), Verified);

        using var answer = await gateway!.SendAsync(HttpMethod.Get, "/");

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("must enter it again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private TargetConfig Verified(TargetConfig target) => target with { Host = "localhost", Tls = TargetTlsMode.VerifyFull, CertificateAuthority = authority.Pem };

    /// <summary>A server that asks for a certificate below one root, knows no intermediates of its own, and looks nothing up.</summary>
    private static Action<HttpsConnectionAdapterOptions> Asking(X509Certificate2 root) => options =>
    {
        options.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        options.ClientCertificateValidation = (certificate, shown, _) =>
        {
            using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { root } } };
            foreach (var element in shown?.ChainElements ?? new X509Chain().ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            return chain.Build(certificate);
        };
    };

    private async Task StartAsync(CredentialConfig credential, Action<ListenOptions> listen, Func<TargetConfig, TargetConfig> reach) => gateway = await HttpGateway.StartAsync(
        context => context.Response.WriteAsync($"{context.Connection.ClientCertificate?.Subject ?? "anonymous"} {context.Request.Scheme} {context.Request.Headers.Authorization}"), credential, listen, reach);
}

/// <summary>A client's certificate below a root of its own.</summary>
internal sealed class ClientCertificate(X509Certificate2 root, ClientCertificateConfig config) : IDisposable
{
    public X509Certificate2 Root => root;

    public ClientCertificateConfig Config => config;

    public static ClientCertificate Make(string key, bool hasIntermediate)
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = Authority("CN=clients", rootKey).CreateSelfSigned(from, until);
        var (issuer, issuerKey) = (root, rootKey);
        if (hasIntermediate)
        {
            issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            issuer = Authority("CN=clients of one team", issuerKey).Create(root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), from, until, [1, 2, 3]);
        }
        using AsymmetricAlgorithm own = key == "rsa" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = own is RSA rsa ? new CertificateRequest("CN=gateway", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : new CertificateRequest("CN=gateway", (ECDsa)own, HashAlgorithmName.SHA256);
        var leaf = request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), from, until, [4, 5, 6]);
        var pem = leaf.ExportCertificatePem() + (hasIntermediate ? "\n" + issuer.ExportCertificatePem() : "");
        return new ClientCertificate(root, new ClientCertificateConfig(pem, new Secret(own.ExportPkcs8PrivateKeyPem())));
    }

    public void Dispose() => root.Dispose();

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request;
    }
}
