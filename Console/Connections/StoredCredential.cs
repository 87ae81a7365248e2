using System.Text.Json;
using HoopLike.Shared.Contracts;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Console.Connections;

/// <summary>The secret parts of a connection's credential as one text, which is what gets encrypted and stored. A password alone is stored as it is.</summary>
public static class StoredCredential
{
    /// <summary>No password that anybody types begins so.</summary>
    private const string Mark = "\u0001hooplike:1\n";

    /// <summary>Null where there is nothing to store.</summary>
    public static Secret? Pack(CredentialSecrets secrets) => secrets switch
    {
        { Password: null, SessionToken: null, ClientKey: null } => null,
        { Password: { } password, SessionToken: null, ClientKey: null } when !password.Reveal().StartsWith(Mark, StringComparison.Ordinal) => password,
        _ => new Secret(Mark + JsonSerializer.Serialize(secrets, SnapshotJson.Revealing)),
    };

    public static CredentialSecrets Unpack(Secret? stored) =>
        stored is null ? CredentialSecrets.None
        : !stored.Reveal().StartsWith(Mark, StringComparison.Ordinal) ? new CredentialSecrets(stored)
        : JsonSerializer.Deserialize<CredentialSecrets>(stored.Reveal().AsSpan(Mark.Length), SnapshotJson.Revealing) ?? CredentialSecrets.None;

    /// <summary>What is to be stored: a part that is not given stays as it was, an empty one goes, and what was stored for another kind or protocol is not shown to the target of this one.</summary>
    /// <param name="before">The connection as it was stored; null for a new one.</param>
    /// <param name="stored">What was stored for it.</param>
    public static CredentialSecrets Merge(ConnectionConfig wanted, ConnectionConfig? before, CredentialSecrets stored)
    {
        var given = wanted.Credential.Secrets;
        var isSame = before is not null && before.Protocol == wanted.Protocol && before.Credential.Kind == wanted.Credential.Kind;
        var kept = isSame ? stored : CredentialSecrets.None;
        // A key and its session token are made together: who gives one key gives both.
        var token = given.SessionToken ?? (given.Password is null ? kept.SessionToken : null);
        var key = given.ClientKey ?? (before?.Credential.ClientCertificate is null ? null : stored.ClientKey);
        return new CredentialSecrets(
            wanted.Credential.Kind == CredentialKind.None ? null : Some(given.Password ?? kept.Password),
            wanted.Credential.Kind == CredentialKind.AwsSigv4 ? Some(token) : null,
            wanted.Credential.ClientCertificate is null ? null : Some(key));
    }

    private static Secret? Some(Secret? secret) => secret is { } given && given.Reveal().Length > 0 ? given : null;
}
