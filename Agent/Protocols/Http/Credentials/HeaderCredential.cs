namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>The same line in the head of every request.</summary>
/// <param name="secrets">What of the line may not come back.</param>
internal sealed class HeaderCredential(string name, string value, IReadOnlyList<string> secrets) : TargetCredential
{
    public override IReadOnlyList<string> Secrets => secrets;

    public override ValueTask PutAsync(HttpRequestMessage request, ReadOnlyMemory<byte>? body, CancellationToken ct)
    {
        request.Headers.Remove(name);
        if (!request.Headers.TryAddWithoutValidation(name, value)) throw new TargetCredentialException("The gateway's credential cannot be put into a header; whoever runs this gateway must correct it.");
        return ValueTask.CompletedTask;
    }
}
