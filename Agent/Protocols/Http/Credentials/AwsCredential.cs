using System.Globalization;
using System.Security.Cryptography;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>
/// Signs each request as it leaves (AWS Signature Version 4). So that both sides read the same, path and query go out in AWS's own spelling: everything but letters, digits and <c>- . _ ~</c> escaped. A body that was
/// held is signed with its hash; a larger one streams as UNSIGNED-PAYLOAD, which S3 takes and few others.
/// </summary>
internal sealed class AwsCredential(CredentialConfig credential, string secretAccessKey, TimeProvider time) : TargetCredential
{
    private const string Date = "X-Amz-Date";
    private const string Token = "X-Amz-Security-Token";
    private const string Hash = "X-Amz-Content-Sha256";

    private readonly SigningKey key = new(credential.Username, secretAccessKey, credential.Aws!.Region, credential.Aws.Service);
    private readonly string? sessionToken = credential.SessionToken?.Reveal() is { Length: > 0 } token ? token : null;

    public override int HoldsUpTo => HeldBody.Limit;

    public override IReadOnlyList<string> Secrets { get; } = credential.SessionToken is { } given ? [secretAccessKey, given.Reveal()] : [secretAccessKey];

    public override ValueTask PutAsync(HttpRequestMessage request, ReadOnlyMemory<byte>? body, CancellationToken ct)
    {
        if (request.Content?.Headers.ContentEncoding.Contains("aws-chunked", StringComparer.OrdinalIgnoreCase) == true)
            throw new TargetCredentialException("The body is signed piece by piece (aws-chunked), which only its own signer could do again: send it plain, the gateway signs.");
        foreach (var name in (string[])["Authorization", Date, Token, Hash]) request.Headers.Remove(name);
        var (rawPath, rawQuery) = RawAddress.Split(request.RequestUri!.PathAndQuery);
        var (path, query) = (AwsEncoding.Path(rawPath), rawQuery is null ? null : AwsEncoding.Query(rawQuery));
        request.RequestUri = RawAddress.Of(request.RequestUri, path, query);

        var at = time.GetUtcNow();
        var payload = body is { } whole ? Convert.ToHexStringLower(SHA256.HashData(whole.Span)) : SigV4.UnsignedPayload;
        request.Headers.TryAddWithoutValidation(Date, at.ToString(SigV4.TimeFormat, CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(Hash, payload);
        if (sessionToken is not null) request.Headers.TryAddWithoutValidation(Token, sessionToken);
        // S3 signs a path as it is sent; everybody else escapes what was escaped once more.
        var signedPath = key.Service.StartsWith("s3", StringComparison.Ordinal) ? path : AwsEncoding.EscapedPath(path);
        var canonical = SigV4.CanonicalRequest(request.Method.Method, signedPath, query ?? "", Signed(request), payload);
        request.Headers.TryAddWithoutValidation("Authorization", SigV4.Authorization(key, at, canonical));
        return ValueTask.CompletedTask;
    }

    /// <summary>What says what is asked for. Other lines may be added or changed by proxies on the way.</summary>
    private static IEnumerable<(string Name, string Value)> Signed(HttpRequestMessage request)
    {
        yield return ("host", request.Headers.Host ?? request.RequestUri!.Authority);
        foreach (var (name, values) in request.Headers.NonValidated)
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
                foreach (var value in values) yield return (name, value);
        if (request.Content is not { } content) yield break;
        foreach (var (name, values) in content.Headers.NonValidated)
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-MD5", StringComparison.OrdinalIgnoreCase))
                foreach (var value in values) yield return (name, value);
    }
}
