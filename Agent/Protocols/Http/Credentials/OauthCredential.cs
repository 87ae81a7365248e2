namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>A token of the target's authorization server.</summary>
internal sealed class OauthCredential(TokenSource tokens, string clientSecret) : TargetCredential
{
    /// <summary>A body that is small is waited for, so that a token that was revoked before its time costs the caller nothing.</summary>
    public override int HoldsUpTo => 64 * 1024;

    public override IReadOnlyList<string> Secrets => tokens.Current is { } token ? [clientSecret, token] : [clientSecret];

    public override async ValueTask PutAsync(HttpRequestMessage request, ReadOnlyMemory<byte>? body, CancellationToken ct)
    {
        var token = await tokens.GetAsync(ct);
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
    }

    public override bool TryRenew(HttpRequestMessage refused)
    {
        if (refused.Headers.TryGetValues("Authorization", out var values)) tokens.Drop(values.First()["Bearer ".Length..]);
        return true;
    }
}
