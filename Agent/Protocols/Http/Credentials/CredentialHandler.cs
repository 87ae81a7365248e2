using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using HoopLike.Agent.Gates;
using HoopLike.Agent.Targets;

namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>
/// The last hand that a request goes through: whatever came before, logs and recordings among it, has seen it without the target's credential. A 401 of the target is about that credential, so the caller
/// hears of it as a 502 without the target's words, after one attempt with a fresh token where there can be one and the body can be sent again.
/// </summary>
/// <param name="wrongCertificate">What was wrong with the target's certificate in the handshake that failed.</param>
internal sealed class CredentialHandler(TargetCredential credential, InjectedSecrets injected, bool hasCertificate, Func<SslPolicyErrors> wrongCertificate, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>All of a request's body; nothing where it has none. Not set where it streams.</summary>
    public static HttpRequestOptionsKey<ReadOnlyMemory<byte>> Whole { get; } = new("hooplike.whole-body");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Options.TryGetValue(Whole, out var whole) ? whole : default(ReadOnlyMemory<byte>?);
        if (body is { IsEmpty: false } held && request.Content is { } streamed) request.Content = Copy(streamed, held);
        await PutAsync(request, body, cancellationToken);
        var answer = await SendOnceAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Unauthorized || !credential.IsInjected) return answer;
        if (body is not null && credential.TryRenew(request))
        {
            answer.Dispose();
            await PutAsync(request, body, cancellationToken);
            answer = await SendOnceAsync(request, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.Unauthorized) return answer;
        }
        answer.Dispose();
        throw new TargetCredentialException("The target does not take the gateway's credential; tell whoever runs this gateway.");
    }

    private async ValueTask PutAsync(HttpRequestMessage request, ReadOnlyMemory<byte>? body, CancellationToken ct)
    {
        await credential.PutAsync(request, body, ct);
        injected.AddAll(credential.Secrets);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await base.SendAsync(request, ct);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new AccessRefused(RefusalKind.Unavailable, Sentence(TargetTls.Words(wrongCertificate())), inner: e);
        }
        catch (HttpRequestException e) when (hasCertificate && e.InnerException is not AccessRefused && e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError))
        {
            // In TLS 1.3 a server says no to a certificate after the handshake, by an alert in the place of an answer.
            throw new TargetCredentialException("The target broke the connection off: it may not take the gateway's client certificate. Tell whoever runs this gateway.", e);
        }
    }

    private static ByteArrayContent Copy(HttpContent streamed, ReadOnlyMemory<byte> body)
    {
        var copy = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in streamed.Headers)
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)) copy.Headers.TryAddWithoutValidation(name, values);
        return copy;
    }

    private static string Sentence(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}.";
}
