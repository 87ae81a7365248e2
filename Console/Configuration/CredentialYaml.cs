using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>Writes <c>credential</c> without its secrets, as <see cref="CredentialSectionReader"/> reads it.</summary>
internal static class CredentialYaml
{
    public static YamlTree Of(ConnectionProtocol protocol, CredentialConfig credential)
    {
        var tree = new YamlTree();
        if (protocol == ConnectionProtocol.Http) tree.Add("kind", CredentialSectionReader.Kinds.Single(k => k.Kind == credential.Kind).Word);
        switch (credential)
        {
            case { Kind: CredentialKind.Password }:
                tree.Add("username", credential.Username);
                break;
            case { Parameter: { } name }:
                tree.Add("name", name);
                break;
            case { Oauth: { } oauth }:
                tree.Add("tokenUrl", oauth.TokenUrl).Add("clientId", credential.Username).Add("scope", oauth.Scope).Add("audience", oauth.Audience)
                    .Add("clientAuthentication", oauth.Authentication == OauthClientAuthentication.Post ? "post" : null).Add("certificateAuthority", oauth.CertificateAuthority);
                break;
            case { Aws: { } aws }:
                tree.Add("accessKeyId", credential.Username).Add("region", aws.Region).Add("service", aws.Service);
                break;
        }

        if (credential.ClientCertificate is { } certificate) tree.Add("clientCertificate", new YamlTree().Add("certificates", certificate.Certificates));
        return tree;
    }
}
