using System.Collections.Frozen;
using HoopLike.Shared.Http;

namespace HoopLike.Shared.Snapshot.Validation;

/// <summary>What must hold of the credential for a target, and of where an HTTP target is. Secrets are looked at where they are given: a document has none.</summary>
internal static class CredentialChecks
{
    /// <summary>Say how a message is framed or where it goes, which is not for a credential.</summary>
    private static readonly FrozenSet<string> notForCredentials = FrozenSet.ToFrozenSet(
        ["host", "connection", "transfer-encoding", "te", "trailer", "upgrade", "expect", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate", "accept-encoding", "date", "range", "cookie"], StringComparer.OrdinalIgnoreCase);

    public static void Run(ConnectionConfig connection, FaultPlace at)
    {
        var credential = connection.Credential;
        if (connection.Protocol != ConnectionProtocol.Http)
        {
            var words = connection.Protocol.ToString().ToLowerInvariant();
            at.AddIf(credential.Kind != CredentialKind.Password, "credential.kind", $"is for HTTP: a {words} target takes username and password.");
            at.AddIf(credential.ClientCertificate is not null, "credential.clientCertificate", $"is for HTTP targets: a {words} target takes username and password.");
            at.AddIf(connection.Target.Path is not null, "target.path", $"is for HTTP targets: a {words} target has none.");
            at.AddIf(string.IsNullOrWhiteSpace(credential.Username), "credential.username", "must not be empty.");
            return;
        }
        BasePath(connection.Target.Path, at);
        Kind(credential, at);
        if (credential.ClientCertificate is { } certificate) Certificate(certificate, connection.Target.Tls, at);
    }

    private static void BasePath(string? path, FaultPlace at)
    {
        if (path is null) return;
        var isRead = HttpTarget.TryParse(path, out var target, out var refusal);
        if (!isRead || path[0] != '/') at.Add("target.path", isRead ? "must begin with a slash, as /v1." : $"cannot be a path: {refusal}");
        else if (target!.Query is not null) at.Add("target.path", "is a path alone: a query is the caller's.");
        else if (target.Path != path) at.Add("target.path", $"must be written as it is sent: {target.Path}");
    }

    private static void Kind(CredentialConfig credential, FaultPlace at)
    {
        switch (credential.Kind)
        {
            case CredentialKind.Password:
                at.AddIf(string.IsNullOrWhiteSpace(credential.Username), "credential.username", "must not be empty; where the target asks for nothing, say kind: none.");
                at.AddIf(credential.Username.Contains(':', StringComparison.Ordinal) || credential.Username.Any(char.IsControl), "credential.username", "must hold neither a colon nor control characters: Basic could not carry it.");
                at.AddIf(credential.Password?.Reveal().Any(char.IsControl) == true, "credential.password", "must hold no control characters.");
                break;
            case CredentialKind.Bearer:
                Value(credential, "token", at, IsVisible, "must be visible ASCII without spaces, as tokens are.");
                break;
            case CredentialKind.Header:
                HeaderName(credential.Parameter ?? "", at);
                Value(credential, "value", at, IsFieldValue, "must be one line of ASCII without spaces at its ends.");
                break;
            case CredentialKind.Query:
                at.AddIf(string.IsNullOrWhiteSpace(credential.Parameter) || credential.Parameter.Any(char.IsControl), "credential.name", "must be the name of the parameter, as key.");
                Value(credential, "value", at, static v => !v.Any(char.IsControl), "must hold no control characters.");
                break;
            case CredentialKind.OauthClientCredentials:
                Oauth(credential, at);
                break;
            case CredentialKind.AwsSigv4:
                Aws(credential, at);
                break;
            default:
                at.AddIf(credential.Password is { } secret && secret.Reveal().Length > 0, "credential.kind", "none takes no secret.");
                break;
        }
    }

    private static void Oauth(CredentialConfig credential, FaultPlace at)
    {
        var oauth = credential.Oauth ?? new OauthClientConfig("");
        at.AddIf(WrongTokenUrl(oauth.TokenUrl) is not null, "credential.tokenUrl", WrongTokenUrl(oauth.TokenUrl) ?? "");
        at.AddIf(string.IsNullOrWhiteSpace(credential.Username) || credential.Username.Any(char.IsControl), "credential.clientId", "must not be empty.");
        at.AddIf(oauth.Scope?.Any(c => c is < ' ' or > '~' or '"' or '\\') == true, "credential.scope", "must be words with a space between them.");
        at.AddIf(oauth.CertificateAuthority is { } pem && !PemChecks.HasCertificate(pem), "credential.certificateAuthority", "must be one or more certificates in PEM.");
        Value(credential, "clientSecret", at, static v => !v.Any(char.IsControl), "must hold no control characters.");
    }

    private static string? WrongTokenUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Fragment.Length > 0 || url.UserInfo.Length > 0) return "must be an address such as https://id.example.com/oauth/token.";
        return url.Scheme == "http" && !url.IsLoopback ? "must begin with https, or the client's secret would travel in the clear; http is for loopback only." : null;
    }

    private static void Aws(CredentialConfig credential, FaultPlace at)
    {
        var aws = credential.Aws ?? new AwsSigningConfig("", "");
        at.AddIf(!IsWord(credential.Username), "credential.accessKeyId", "must be an access key id, as AKIAIOSFODNN7EXAMPLE.");
        at.AddIf(!IsWord(aws.Region), "credential.region", "must be a region, as eu-central-1.");
        at.AddIf(!IsWord(aws.Service), "credential.service", "must be a service as signatures name it, as s3, bedrock or execute-api.");
        Value(credential, "secretAccessKey", at, IsVisible, "must be visible ASCII without spaces, as secret keys are.");
        at.AddIf(credential.SessionToken is { } token && !IsVisible(token.Reveal()), "credential.sessionToken", "must be visible ASCII without spaces, as session tokens are.");
    }

    private static void Certificate(ClientCertificateConfig certificate, TargetTlsMode tls, FaultPlace at)
    {
        at.AddIf(tls == TargetTlsMode.Disable, "credential.clientCertificate", "needs TLS to the target: say target.tls: verify-full.");
        if (!PemChecks.HasCertificate(certificate.Certificates)) at.Add("credential.clientCertificate.certificates", "must be certificates in PEM, the client's own first.");
        else if (certificate.Key is { } key && PemChecks.WhyNotKeyOf(certificate.Certificates, key.Reveal()) is { } wrong) at.Add("credential.clientCertificate.key", wrong);
    }

    private static void HeaderName(string name, FaultPlace at)
    {
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))) at.Add("credential.name", "must be the name of a header, as X-Api-Key.");
        else if (notForCredentials.Contains(name) || name.StartsWith("content-", StringComparison.OrdinalIgnoreCase)) at.Add("credential.name", $"'{name}' says how a message is sent, and cannot carry a credential.");
    }

    /// <summary>The secret, where it is given.</summary>
    private static void Value(CredentialConfig credential, string key, FaultPlace at, Func<string, bool> isRight, string words)
    {
        if (credential.Password?.Reveal() is not { } text) return;
        if (text.Length == 0) at.Add($"credential.{key}", "must not be empty; where the target asks for nothing, say kind: none.");
        else if (!isRight(text)) at.Add($"credential.{key}", words);
    }

    private static bool IsVisible(string text) => text.All(c => c is > ' ' and <= '~');

    private static bool IsFieldValue(string text) => text.All(c => c is >= ' ' and <= '~') && text[0] != ' ' && text[^1] != ' ';

    private static bool IsWord(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
