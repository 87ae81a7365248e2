using HoopLike.Console.Configuration;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>What a credential has beside a name and a secret, while somebody writes it: every field as it was typed. Fields of other kinds than the chosen one keep what was typed and count for nothing.</summary>
public sealed class CredentialDraft
{
    public CredentialKind Kind { get; set; }
    /// <summary>Name of the header, or of the parameter.</summary>
    public string Parameter { get; set; } = "";
    public string TokenUrl { get; set; } = "";
    public string Scope { get; set; } = "";
    public string Audience { get; set; } = "";
    public OauthClientAuthentication Authentication { get; set; }
    /// <summary>PEM.</summary>
    public string TokenAuthority { get; set; } = "";
    public string Region { get; set; } = "";
    public string Service { get; set; } = "";
    public string SessionToken { get; set; } = "";
    public bool ShowsCertificate { get; set; }
    /// <summary>PEM.</summary>
    public string Certificates { get; set; } = "";
    /// <summary>PEM. Empty keeps the stored one.</summary>
    public string ClientKey { get; set; } = "";

    /// <summary>The kind whose secret is stored; null where none is.</summary>
    public CredentialKind? Stored { get; private set; }

    public bool HasStoredKey { get; private set; }

    public static CredentialDraft From(ConnectionConfig config)
    {
        var credential = config.Credential;
        return new CredentialDraft
        {
            Kind = credential.Kind,
            Parameter = credential.Parameter ?? "",
            TokenUrl = credential.Oauth?.TokenUrl ?? "",
            Scope = credential.Oauth?.Scope ?? "",
            Audience = credential.Oauth?.Audience ?? "",
            Authentication = credential.Oauth?.Authentication ?? OauthClientAuthentication.Basic,
            TokenAuthority = credential.Oauth?.CertificateAuthority ?? "",
            Region = credential.Aws?.Region ?? "",
            Service = credential.Aws?.Service ?? "",
            ShowsCertificate = credential.ClientCertificate is not null,
            Certificates = credential.ClientCertificate?.Certificates ?? "",
            Stored = credential.Kind,
            HasStoredKey = credential.ClientCertificate is not null,
        };
    }

    /// <summary>For a copy: the new connection has no secrets yet.</summary>
    public void ForgetStored() => (Stored, HasStoredKey) = (null, false);

    /// <summary>What is missing. Paths are those of a connection's own keys.</summary>
    internal IEnumerable<ConfigMistake> Unreadable(ConnectionDraft draft)
    {
        var kind = KindFor(draft.Protocol);
        if (kind == CredentialKind.Password && Blank(draft.Username)) yield return new("credential.username", "As whom does the gateway sign in to the target?");
        if (kind == CredentialKind.OauthClientCredentials)
        {
            if (Blank(TokenUrl)) yield return new("credential.tokenUrl", "Where does the gateway get its tokens? As https://id.example.com/oauth/token.");
            if (Blank(draft.Username)) yield return new("credential.clientId", "As which client does the gateway ask for tokens?");
        }

        if (kind is CredentialKind.Header or CredentialKind.Query && Blank(Parameter)) yield return new("credential.name", kind == CredentialKind.Header ? "Which header does the target read? As X-Api-Key." : "Which parameter does the target read? As key.");
        if (kind == CredentialKind.AwsSigv4)
        {
            if (Blank(draft.Username)) yield return new("credential.accessKeyId", "Which key signs? As AKIAIOSFODNN7EXAMPLE.");
            if (Blank(Region)) yield return new("credential.region", "Which region is signed for? As eu-central-1.");
            if (Blank(Service)) yield return new("credential.service", "Which service is signed for? As s3, bedrock or execute-api.");
        }

        if (kind is not (CredentialKind.Password or CredentialKind.None) && draft.Password.Length == 0 && Stored != kind) yield return new($"credential.{CredentialWords.SecretKey(kind)}", "Enter it: there is none stored for this kind of credential.");
        if (!HasCertificate(draft.Protocol)) yield break;
        if (Blank(Certificates)) yield return new("credential.clientCertificate.certificates", "Paste the certificate, and those that lead to its authority.");
        if (Blank(ClientKey) && !HasStoredKey) yield return new("credential.clientCertificate.key", "Paste the certificate's private key.");
    }

    /// <summary>The credential to save or to try.</summary>
    internal CredentialConfig ToConfig(ConnectionDraft draft)
    {
        var kind = KindFor(draft.Protocol);
        var secret = kind == CredentialKind.None ? null : draft.WithoutPassword && kind == CredentialKind.Password ? new Secret("") : SecretOf(draft.Password);
        return new CredentialConfig(kind is CredentialKind.Password or CredentialKind.OauthClientCredentials or CredentialKind.AwsSigv4 ? draft.Username.Trim() : "", secret)
        {
            Kind = kind,
            Parameter = kind is CredentialKind.Header or CredentialKind.Query ? Parameter.Trim() : null,
            Oauth = kind == CredentialKind.OauthClientCredentials ? new OauthClientConfig(TokenUrl.Trim(), Some(Scope), Some(Audience), Authentication, Some(TokenAuthority)) : null,
            Aws = kind == CredentialKind.AwsSigv4 ? new AwsSigningConfig(Region.Trim(), Service.Trim()) : null,
            SessionToken = kind == CredentialKind.AwsSigv4 ? SecretOf(SessionToken) : null,
            ClientCertificate = HasCertificate(draft.Protocol) ? new ClientCertificateConfig(Certificates.Trim(), SecretOf(ClientKey.Trim())) : null,
        };
    }

    private CredentialKind KindFor(ConnectionProtocol protocol) => protocol == ConnectionProtocol.Http ? Kind : CredentialKind.Password;

    private bool HasCertificate(ConnectionProtocol protocol) => ShowsCertificate && protocol == ConnectionProtocol.Http;

    private static Secret? SecretOf(string text) => text.Length > 0 ? new Secret(text) : null;

    private static string? Some(string text) => ConnectionDraft.NullIfEmpty(text);

    private static bool Blank(string text) => string.IsNullOrWhiteSpace(text);
}
