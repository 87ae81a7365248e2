using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HoopLike.Agent.Targets;
using HoopLike.Shared.Snapshot;

namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <param name="Life">Null where the server did not say.</param>
internal sealed record GrantedToken(string Token, TimeSpan? Life);

/// <summary>Asks an authorization server for a token (RFC 6749, section 4.4).</summary>
internal static class TokenRequest
{
    private const int LongestAnswer = 256 * 1024;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    /// <summary>What RFC 6749, section 5.2 lets a server say. Other words of its are not repeated: they may hold anything.</summary>
    private static readonly string[] errors = ["invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_target"];

    /// <exception cref="TargetCredentialException">There is no token to be had.</exception>
    public static async Task<GrantedToken> SendAsync(CredentialConfig credential, TimeProvider time)
    {
        var oauth = credential.Oauth!;
        var url = new Uri(oauth.TokenUrl);
        // Fetched once in the life of a token: a connection of its own each time costs nothing and keeps nothing open.
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null,
            SslOptions = TargetTls.Options(new TargetConfig(url.Host, url.Port, null, TargetTlsMode.VerifyFull, oauth.CertificateAuthority)),
        };
        using var client = new HttpClient(handler) { MaxResponseContentBufferSize = LongestAnswer, Timeout = Timeout.InfiniteTimeSpan };
        using var deadline = new CancellationTokenSource(patience, time);
        using var request = Ask(credential, url);
        try
        {
            using var answer = await client.SendAsync(request, deadline.Token);
            return await ReadAsync(answer, deadline.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TargetCredentialException($"The target's token server did not answer within {patience.TotalSeconds:0} seconds; tell whoever runs this gateway.", e);
        }
        catch (HttpRequestException e)
        {
            var what = e.HttpRequestError == HttpRequestError.SecureConnectionError ? "cannot be trusted (TLS failed, or its certificate is of no authority that the gateway knows)" : "cannot be reached";
            throw new TargetCredentialException($"The target's token server {what}; tell whoever runs this gateway.", e);
        }
    }

    private static HttpRequestMessage Ask(CredentialConfig credential, Uri url)
    {
        var (oauth, secret) = (credential.Oauth!, credential.Password?.Reveal() ?? "");
        var form = new List<KeyValuePair<string, string>> { new("grant_type", "client_credentials") };
        if (oauth.Scope is { Length: > 0 } scope) form.Add(new("scope", scope));
        if (oauth.Audience is { Length: > 0 } audience) form.Add(new("audience", audience));
        var request = new HttpRequestMessage(HttpMethod.Post, url);
        if (oauth.Authentication == OauthClientAuthentication.Post)
        {
            form.Add(new("client_id", credential.Username));
            form.Add(new("client_secret", secret));
        }
        // Both parts are form-encoded first (RFC 6749, section 2.3.1).
        else request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{WebUtility.UrlEncode(credential.Username)}:{WebUtility.UrlEncode(secret)}")));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    private static async Task<GrantedToken> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsByteArrayAsync(ct);
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (answer.StatusCode != HttpStatusCode.OK) throw Refused(answer.StatusCode, Text(root, "error"));
            if (Text(root, "token_type")?.Equals("Bearer", StringComparison.OrdinalIgnoreCase) != true) throw new TargetCredentialException("The target's token server gave a token that is no bearer token; tell whoever runs this gateway.");
            if (Text(root, "access_token") is not { Length: > 0 } token || token.Any(c => c is <= ' ' or > '~')) throw new TargetCredentialException("The target's token server gave no token that can be sent; tell whoever runs this gateway.");
            return new GrantedToken(token, Life(root));
        }
        catch (JsonException e)
        {
            throw answer.StatusCode == HttpStatusCode.OK ? new TargetCredentialException("The target's token server did not answer with a token; tell whoever runs this gateway.", e) : Refused(answer.StatusCode, null);
        }
    }

    private static TargetCredentialException Refused(HttpStatusCode status, string? error)
    {
        var why = error is not null && errors.Contains(error, StringComparer.Ordinal) ? $"{(int)status}, {error}" : $"{(int)status}";
        return new TargetCredentialException($"The target's token server gave the gateway no token ({why}); tell whoever runs this gateway.");
    }

    /// <summary>Some servers write the number as text.</summary>
    private static TimeSpan? Life(JsonElement root) =>
        root.TryGetProperty("expires_in", out var value) && double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
