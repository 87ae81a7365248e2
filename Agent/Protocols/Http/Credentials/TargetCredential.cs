using System.Text;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>Puts the gateway's credential into requests to one target. Thread-safe.</summary>
internal abstract class TargetCredential
{
    /// <summary>A 401 of the target is about what is put in here, not about the caller.</summary>
    public virtual bool IsInjected => true;

    /// <summary>Up to so many bytes of a body are held, so that they can be signed or sent again.</summary>
    public virtual int HoldsUpTo => 0;

    /// <summary>The texts that it is made of, as they are now: none of them may come back in an answer.</summary>
    public abstract IReadOnlyList<string> Secrets { get; }

    /// <summary>The parameter of the query that it stands in; null where it stands elsewhere.</summary>
    public virtual string? QueryName => null;

    /// <summary>Puts it in, in the place of whatever stands there. Asked again for the same request, it does the same with what is good by then.</summary>
    /// <param name="body">All of the body, or nothing where there is none; null where it streams.</param>
    /// <exception cref="TargetCredentialException">It cannot be had.</exception>
    public abstract ValueTask PutAsync(HttpRequestMessage request, ReadOnlyMemory<byte>? body, CancellationToken ct);

    /// <summary>The target did not take it: true where the next one will be another.</summary>
    public virtual bool TryRenew(HttpRequestMessage refused) => false;

    public static TargetCredential Of(ConnectionConfig connection, TokenSources tokens, TimeProvider time)
    {
        var credential = connection.Credential;
        return credential.Kind switch
        {
            CredentialKind.Password => Basic(credential),
            CredentialKind.Bearer => new HeaderCredential("Authorization", $"Bearer {Secret(credential)}", [Secret(credential)]),
            CredentialKind.Header => new HeaderCredential(credential.Parameter!, Secret(credential), [Secret(credential), .. Secret(credential).Split(' ').Skip(1)]),
            CredentialKind.Query => new QueryCredential(credential.Parameter!, Secret(credential)),
            CredentialKind.OauthClientCredentials => new OauthCredential(tokens.For(connection), Secret(credential)),
            CredentialKind.AwsSigv4 => new AwsCredential(credential, Secret(credential), time),
            _ => new NoCredential(),
        };
    }

    private static HeaderCredential Basic(CredentialConfig credential)
    {
        // A user name alone is a credential too: some APIs take their key there.
        var pair = $"{credential.Username}:{credential.Password?.Reveal()}";
        return new HeaderCredential("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}", [pair, credential.Password?.Reveal() is { Length: > 0 } secret ? secret : credential.Username]);
    }

    private static string Secret(CredentialConfig credential) =>
        credential.Password?.Reveal() is { Length: > 0 } secret ? secret : throw new TargetCredentialException("The connection has no secret for its target; whoever runs this gateway must enter it.");
}

/// <summary>The target asks for nothing, or for the client certificate of the handshake alone.</summary>
internal sealed class NoCredential : TargetCredential
{
    public override bool IsInjected => false;

    public override IReadOnlyList<string> Secrets => [];

    public override ValueTask PutAsync(HttpRequestMessage request, ReadOnlyMemory<byte>? body, CancellationToken ct) => ValueTask.CompletedTask;
}
