using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Configuration;

/// <summary>Which secrets a connection must bring: those that it cannot be without, and that are not stored for it.</summary>
internal static class CredentialRules
{
    public static IEnumerable<ConfigMistake> Check(ConsoleConfig wanted, ConsoleConfig stored)
    {
        foreach (var (connection, i) in wanted.Connections.Each())
        {
            var (config, credential) = (connection.Config, connection.Config.Credential);
            var before = stored.Connections.Each().Select(c => c.Item.Config).FirstOrDefault(c => c.Name == config.Name);
            var path = $"connections[{i}].credential";
            if (credential is { Password: null, Kind: not (CredentialKind.Password or CredentialKind.None) } && (before?.Credential.Kind != credential.Kind || before.Protocol != config.Protocol))
                yield return new($"{path}.{CredentialSectionReader.SecretKey(credential.Kind)}", before is null ? "is missing: a new connection brings its secret." : "is missing: what is stored belongs to another kind of credential.");
            if (credential.ClientCertificate is { Key: null } && before?.Credential.ClientCertificate is null)
                yield return new($"{path}.clientCertificate.key", "is missing: a certificate that is new here brings its key.");
            if (credential.ClientCertificate?.Key?.Reveal().Length == 0)
                yield return new($"{path}.clientCertificate.key", "must not be empty; leave the certificate out where the target asks for none.");
        }
    }
}
