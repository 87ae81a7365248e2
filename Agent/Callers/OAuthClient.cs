using System.Net;
using System.Text.Json;
using HoopLike.Shared.Contracts;

namespace HoopLike.Agent.Callers;

/// <summary>A token as an authorisation server gives it (RFC 6749, section 5.1).</summary>
internal sealed record GivenToken(Secret Token, TimeSpan? Life);

/// <summary>What a token was asked for and not given (RFC 6749, section 5.2).</summary>
/// <param name="Error">The error's code, or <c>http</c> and the status where there is none.</param>
internal sealed record TokenError(string Error, string? Description, TimeSpan? RetryAfter);

/// <summary>What a person is shown to let a command line in (RFC 8628, section 3.2).</summary>
internal sealed record DeviceInvitation(Secret DeviceCode, string UserCode, Uri Verification, Uri? VerificationComplete, TimeSpan Life, TimeSpan Interval);

/// <summary>The OAuth side of a console: where its endpoints are (RFC 8414), and the grants that a command line uses.</summary>
internal sealed class OAuthClient(ConsoleAddress console) : IDisposable
{
    public const string ClientId = "hooplike-cli";
    public const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private static readonly TimeSpan standardInterval = TimeSpan.FromSeconds(5);
    private readonly ConsoleClient http = new(console);
    private JsonElement? metadata;

    /// <summary>RFC 8628, section 3.1.</summary>
    /// <exception cref="CallerFailure">There is no device flow to be had.</exception>
    public async Task<DeviceInvitation> InviteAsync(CancellationToken ct)
    {
        var path = await EndpointAsync("device_authorization_endpoint", "signing in by a code", ct);
        var reply = await FormAsync(path, [new("client_id", ClientId)], ct);
        if (!reply.IsGood) throw Refused(Error(reply));
        try
        {
            var body = reply.Body;
            var interval = body.TryGetProperty("interval", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : standardInterval;
            return new DeviceInvitation(
                new Secret(Text(body, "device_code")), Text(body, "user_code"), Page(Text(body, "verification_uri")), body.TryGetProperty("verification_uri_complete", out var complete) ? Page(complete.GetString()) : null,
                TimeSpan.FromSeconds(body.GetProperty("expires_in").GetDouble()), interval);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or UriFormatException or OverflowException)
        {
            throw Strange(e);
        }
    }

    /// <summary>Asks once for a token; exactly one of the two comes back.</summary>
    /// <exception cref="CallerFailure">The console cannot be reached, or what answers is none.</exception>
    public async Task<(GivenToken? Token, TokenError? Error)> AskAsync(IEnumerable<KeyValuePair<string, string>> grant, CancellationToken ct)
    {
        var reply = await FormAsync(await EndpointAsync("token_endpoint", "giving tokens", ct), [new("client_id", ClientId), .. grant], ct);
        if (!reply.IsGood) return (null, Error(reply));
        try
        {
            TimeSpan? life = reply.Body.TryGetProperty("expires_in", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : null;
            return Text(reply.Body, "token_type").Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? (new GivenToken(new Secret(Text(reply.Body, "access_token")), life), null) : throw Strange();
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Strange(e);
        }
    }

    /// <summary>RFC 7009. A token that is no longer known counts as revoked.</summary>
    /// <exception cref="CallerFailure">It may not be revoked: the console cannot be reached, or refuses.</exception>
    public async Task RevokeAsync(Secret token, CancellationToken ct)
    {
        var reply = await FormAsync(await EndpointAsync("revocation_endpoint", "ending sign-ins", ct), [new("client_id", ClientId), new("token", token.Reveal())], ct);
        if (!reply.IsGood) throw Refused(Error(reply));
    }

    public CallerFailure Refused(TokenError error) => new(error.Description is { Length: > 0 } words
        ? Plain.Text(words)
        : $"{console.Text} refused the sign-in: {Plain.Text(error.Error)}.");

    public void Dispose() => http.Dispose();

    /// <summary>The endpoint's path behind the address that the user gave: a password never goes to a host that only a document names.</summary>
    private async Task<string> EndpointAsync(string name, string what, CancellationToken ct)
    {
        metadata ??= await MetadataAsync(ct);
        if (!metadata.Value.TryGetProperty(name, out var endpoint)) throw new CallerFailure($"The console at {console.Text} does not offer {what}.");
        var (issuer, address) = (metadata.Value.GetProperty("issuer").GetString() ?? "", endpoint.GetString() ?? "");
        var root = issuer.TrimEnd('/') + "/";
        return address.StartsWith(root, StringComparison.Ordinal) ? address[root.Length..] : throw Strange();
    }

    private async Task<JsonElement> MetadataAsync(CancellationToken ct)
    {
        var reply = await http.SendAsync(HttpMethod.Get, ".well-known/oauth-authorization-server", null, ct);
        return reply is { IsGood: true, Body.ValueKind: JsonValueKind.Object } && reply.Body.TryGetProperty("issuer", out var issuer) && issuer.ValueKind == JsonValueKind.String ? reply.Body : throw Strange();
    }

    private async Task<ConsoleReply> FormAsync(string path, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent(fields);
        return await http.SendAsync(HttpMethod.Post, path, form, ct);
    }

    private static TokenError Error(ConsoleReply reply)
    {
        var body = reply.Body;
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out var code) && code.ValueKind == JsonValueKind.String)
            return new TokenError(code.GetString()!, body.TryGetProperty("error_description", out var words) ? words.GetString() : null, reply.RetryAfter);
        var detail = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("detail", out var problem) ? problem.GetString() : null;
        return new TokenError(reply.Status == HttpStatusCode.TooManyRequests ? "slow_down" : $"http {(int)reply.Status}", detail, reply.RetryAfter);
    }

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException($"{name} is empty.");

    /// <summary>A page that a browser may be sent to: nothing but http and https is ever handed to one.</summary>
    private static Uri Page(string? text)
    {
        var page = new Uri(text ?? "", UriKind.Absolute);
        return page.Scheme == Uri.UriSchemeHttps || page.Scheme == Uri.UriSchemeHttp ? page : throw new FormatException("It is no page.");
    }

    private CallerFailure Strange(Exception? inner = null) => new($"What answers at {console.Text} does not answer as a HoopLike console does. Check the address, and whether both are of one version.", inner: inner);
}
