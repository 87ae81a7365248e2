using System.Text.Json.Serialization;
using HoopLike.Shared.Contracts;

namespace HoopLike.Shared.Snapshot;

/// <summary>How a target is shown the gateway's credential. Databases and SSH take <see cref="Password"/>; HTTP takes all of them.</summary>
public enum CredentialKind
{
    /// <summary>A user name and a password; over HTTP as Basic (RFC 7617).</summary>
    Password,
    /// <summary>A token in <c>Authorization: Bearer</c> (RFC 6750).</summary>
    Bearer,
    /// <summary>A value in a header of any name.</summary>
    Header,
    /// <summary>A value in a parameter of the query.</summary>
    Query,
    /// <summary>A token that the target's authorization server gives for the gateway's own id and secret (RFC 6749, section 4.4).</summary>
    OauthClientCredentials,
    /// <summary>A signature of each request (AWS Signature Version 4).</summary>
    AwsSigv4,
    /// <summary>Nothing in the request: the target asks for nothing, or for the client certificate alone.</summary>
    None,
}

/// <summary>Where an OAuth client puts its id and secret (RFC 6749, section 2.3.1).</summary>
public enum OauthClientAuthentication { Basic, Post }

/// <summary>The credential that the agent puts in, and that callers never see.</summary>
/// <param name="Username">Who the gateway is at the target: a user name, an OAuth client id, an AWS access key id. Empty where the kind has none.</param>
/// <param name="Password">The secret itself, whatever its kind.</param>
public sealed record CredentialConfig(string Username, Secret? Password)
{
    public CredentialKind Kind { get; init; }

    /// <summary>The name of the header or of the query parameter, for those kinds.</summary>
    public string? Parameter { get; init; }

    /// <summary>For <see cref="CredentialKind.OauthClientCredentials"/>.</summary>
    public OauthClientConfig? Oauth { get; init; }

    /// <summary>For <see cref="CredentialKind.AwsSigv4"/>.</summary>
    public AwsSigningConfig? Aws { get; init; }

    /// <summary>For <see cref="CredentialKind.AwsSigv4"/> with temporary keys.</summary>
    public Secret? SessionToken { get; init; }

    /// <summary>What the gateway shows in the TLS handshake with an HTTP target, beside whatever the kind says.</summary>
    public ClientCertificateConfig? ClientCertificate { get; init; }

    /// <summary>Its secret parts, apart.</summary>
    [JsonIgnore]
    public CredentialSecrets Secrets => new(Password, SessionToken, ClientCertificate?.Key);

    /// <summary>The same credential with other secret parts.</summary>
    public CredentialConfig With(CredentialSecrets secrets) => this with
    {
        Password = secrets.Password,
        SessionToken = secrets.SessionToken,
        ClientCertificate = ClientCertificate is null ? null : ClientCertificate with { Key = secrets.ClientKey },
    };

    /// <summary>What documents hold and pages show.</summary>
    public CredentialConfig WithoutSecrets() => With(CredentialSecrets.None);
}

/// <summary>The parts of a credential that nobody may see. What is null is not given; what is empty is none.</summary>
/// <param name="ClientKey">PEM.</param>
public sealed record CredentialSecrets(Secret? Password, Secret? SessionToken = null, Secret? ClientKey = null)
{
    public static CredentialSecrets None { get; } = new(Password: null);
}

/// <summary>An OAuth 2.0 client that has its tokens by its own id and secret.</summary>
/// <param name="TokenUrl">https, or http on loopback; reached from the agent.</param>
/// <param name="Scope">Words with spaces between them; null for what the server gives unasked.</param>
/// <param name="Audience">What the token is for, at servers that ask for it; null for none.</param>
/// <param name="CertificateAuthority">PEM that the token server's certificate must come from; null for the authorities of the agent's system.</param>
public sealed record OauthClientConfig(string TokenUrl, string? Scope = null, string? Audience = null, OauthClientAuthentication Authentication = OauthClientAuthentication.Basic, string? CertificateAuthority = null);

/// <param name="Region">As <c>eu-central-1</c>.</param>
/// <param name="Service">As signatures name it: <c>s3</c>, <c>bedrock</c>, <c>execute-api</c>.</param>
public sealed record AwsSigningConfig(string Region, string Service);

/// <param name="Certificates">PEM: the client's own certificate first, then those that lead to its authority.</param>
/// <param name="Key">PEM, not encrypted, RSA or EC.</param>
public sealed record ClientCertificateConfig(string Certificates, Secret? Key);
