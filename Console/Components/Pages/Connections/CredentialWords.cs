using HoopLike.Console.Configuration;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Components.Pages.Connections;

/// <summary>What is shown of credentials, in words. Nothing of their secrets.</summary>
internal static class CredentialWords
{
    public static string Of(CredentialKind kind) => kind switch
    {
        CredentialKind.Password => "User name and password (Basic)",
        CredentialKind.Bearer => "Bearer token",
        CredentialKind.Header => "Key in a header",
        CredentialKind.Query => "Key in the query",
        CredentialKind.OauthClientCredentials => "OAuth 2.0 client credentials",
        CredentialKind.AwsSigv4 => "AWS Signature Version 4",
        _ => "None",
    };

    /// <summary>What the gateway does with it.</summary>
    public static string Explain(CredentialKind kind) => kind switch
    {
        CredentialKind.Password => "Sent as Authorization: Basic.",
        CredentialKind.Bearer => "Sent as Authorization: Bearer. Of model providers, it is their API key.",
        CredentialKind.Header => "Sent in a header of its own, as X-Api-Key or api-key.",
        CredentialKind.Query => "Sent in the address, where the target's own log will have it. Choose a header where the target takes one.",
        CredentialKind.OauthClientCredentials => "The agent gets tokens by the client's id and secret, and a new one before each ends.",
        CredentialKind.AwsSigv4 => "The agent signs each request as it leaves.",
        _ => "Nothing is put into requests: for targets that ask for nothing, or for a client certificate alone.",
    };

    public static string SecretLabel(CredentialKind kind) => kind switch
    {
        CredentialKind.Bearer => "Token",
        CredentialKind.Header or CredentialKind.Query => "Value",
        CredentialKind.OauthClientCredentials => "Client secret",
        CredentialKind.AwsSigv4 => "Secret access key",
        _ => "Password",
    };

    /// <summary>The key under which mistakes speak of the secret.</summary>
    public static string SecretKey(CredentialKind kind) => CredentialSectionReader.SecretKey(kind);

    /// <summary>As what the gateway comes to the target, in a sentence without its end.</summary>
    public static string Summary(CredentialConfig credential, bool hasSecret)
    {
        var way = credential.Kind switch
        {
            CredentialKind.Bearer => "with a bearer token",
            CredentialKind.Header => $"with a key in the header {credential.Parameter}",
            CredentialKind.Query => $"with a key in the query as {credential.Parameter}",
            CredentialKind.OauthClientCredentials => $"with OAuth tokens for {credential.Username} from {HostOf(credential.Oauth?.TokenUrl)}",
            CredentialKind.AwsSigv4 => $"by AWS signatures of {credential.Username} for {credential.Aws?.Service} in {credential.Aws?.Region}",
            CredentialKind.None => "without a credential in requests",
            _ => $"as {credential.Username}, {(hasSecret ? "with a stored password" : "without a password")}",
        };
        return credential.ClientCertificate is null ? way : $"{way}, and with a client certificate";
    }

    private static string HostOf(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.Host : "nowhere";
}
