using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>Reads <c>credential</c>: the keys are those of its kind, and a file without a kind has a user name and a password.</summary>
internal static class CredentialSectionReader
{
    /// <summary>Kinds by the words that the file has for them.</summary>
    public static IReadOnlyList<(CredentialKind Kind, string Word)> Kinds { get; } =
    [
        (CredentialKind.Password, "basic"), (CredentialKind.Bearer, "bearer"), (CredentialKind.Header, "header"), (CredentialKind.Query, "query"),
        (CredentialKind.OauthClientCredentials, "oauth-client-credentials"), (CredentialKind.AwsSigv4, "aws-sigv4"), (CredentialKind.None, "none"),
    ];

    /// <summary>The key under which the secret of a kind stands.</summary>
    public static string SecretKey(CredentialKind kind) => kind switch
    {
        CredentialKind.Bearer => "token",
        CredentialKind.Header or CredentialKind.Query => "value",
        CredentialKind.OauthClientCredentials => "clientSecret",
        CredentialKind.AwsSigv4 => "secretAccessKey",
        _ => "password",
    };

    public static CredentialConfig Read(YamlMap? map)
    {
        if (map is null) return new CredentialConfig("", null);
        var credential = OfKind(map, Kind(map)) with { ClientCertificate = Certificate(map.Map("clientCertificate")) };
        map.End();
        return credential;
    }

    private static CredentialKind Kind(YamlMap map)
    {
        if (map.Text("kind") is not { } text) return CredentialKind.Password;
        foreach (var (kind, word) in Kinds)
            if (word == text) return kind;
        map.Mistake("kind", $"'{text}' is not one of {string.Join(", ", Kinds.Select(k => k.Word))}.");
        return CredentialKind.Password;
    }

    private static CredentialConfig OfKind(YamlMap map, CredentialKind kind)
    {
        var name = kind switch
        {
            CredentialKind.Password => map.RequiredText("username"),
            CredentialKind.OauthClientCredentials => map.RequiredText("clientId"),
            CredentialKind.AwsSigv4 => map.RequiredText("accessKeyId"),
            _ => "",
        };
        var credential = new CredentialConfig(name, kind == CredentialKind.None ? null : map.Secret(SecretKey(kind))) { Kind = kind };
        return kind switch
        {
            CredentialKind.Header or CredentialKind.Query => credential with { Parameter = map.RequiredText("name") },
            CredentialKind.OauthClientCredentials => credential with
            {
                Oauth = new OauthClientConfig(
                    map.RequiredText("tokenUrl"), map.Text("scope"), map.Text("audience"), map.Word<OauthClientAuthentication>("clientAuthentication") ?? OauthClientAuthentication.Basic, map.Secret("certificateAuthority")?.Reveal()),
            },
            CredentialKind.AwsSigv4 => credential with { Aws = new AwsSigningConfig(map.RequiredText("region"), map.RequiredText("service")), SessionToken = map.Secret("sessionToken") },
            _ => credential,
        };
    }

    private static ClientCertificateConfig? Certificate(YamlMap? map)
    {
        if (map is null) return null;
        if (!map.Has("certificates")) map.Mistake("certificates", "is missing.");
        // No secrets, but as long as one: a file is where they stand.
        var certificate = new ClientCertificateConfig(map.Secret("certificates")?.Reveal() ?? "", map.Secret("key"));
        map.End();
        return certificate;
    }
}
