using System.Collections.Frozen;
using System.Text;
using HoopLike.Shared.Http;
using HoopLike.Shared.Masking.Bodies;
using HoopLike.Shared.Snapshot;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Heads of requests and answers as people may see them: a line each for the request or status line and every header. What belongs to one hop is left out, of credentials only the name stays, and all else
/// goes through the masks.</summary>
internal static class RecordedHead
{
    private static readonly FrozenSet<string> credentials =
        CallerCredential.Headers.Concat(["Cookie", "Set-Cookie", "X-Auth-Token", "X-Amz-Security-Token", "X-Csrf-Token", "X-Xsrf-Token", "Authentication-Info"]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>By which names addresses carry credentials: of signed addresses, and of APIs that take keys there.</summary>
    private static readonly FrozenSet<string> queryCredentials = new[]
    {
        "access_token", "id_token", "refresh_token", "token", "api_key", "apikey", "api-key", "key_secret", "client_secret", "password", "passwd", "secret", "sig", "signature", "code_verifier",
        "X-Amz-Signature", "X-Amz-Security-Token", "X-Amz-Credential", "X-Goog-Signature", "X-Goog-Credential",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="credential">The target's: what a caller sends in its place is not shown either.</param>
    public static string OfRequest(HttpRequest request, HttpTarget target, BodyRules rules, CredentialConfig credential) =>
        $"{request.Method} {Target(target, rules)}{Headers(request.Headers, rules, credential.Kind == CredentialKind.Header ? credential.Parameter : null)}";

    /// <summary>As it is delivered.</summary>
    public static string OfAnswer(string statusLine, IHeaderDictionary headers, BodyRules rules) => statusLine + Headers(headers, rules);

    /// <summary>Without a version, which is the hop's; targets choose the words behind a status.</summary>
    public static string StatusLine(int status, string? reason, BodyRules rules) => $"{status} {SafeText.Of(rules, reason ?? "")}".TrimEnd();

    /// <summary>Path and query. A query is masked as a form is, with its escapes read.</summary>
    public static string Target(HttpTarget target, BodyRules rules)
    {
        var decoded = SafeText.Of(rules, target.DecodedPath);
        var path = decoded == target.DecodedPath ? target.Path : Escaped(decoded);
        return target.Query is null ? path : $"{path}?{SafeText.OfQuery(rules, WithoutCredentials(target.Query))}";
    }

    /// <summary>What a mask left, written so that it can be read as a path again.</summary>
    private static string Escaped(string path) => string.Concat(path.EnumerateRunes().Select(r => r.Value is > ' ' and < 0x7f and not ('%' or '?' or '#' or '\\') ? r.ToString() : Uri.EscapeDataString(r.ToString())));

    private static string WithoutCredentials(string query)
    {
        if (query.Length == 0) return query;
        return string.Join('&', query.Split('&').Select(pair =>
            pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && queryCredentials.Contains(Uri.UnescapeDataString(pair[..at])) ? pair[..(at + 1)] + "***" : pair));
    }

    private static string Headers(IHeaderDictionary headers, BodyRules rules, string? own = null)
    {
        var hops = new HopHeaders(headers);
        var text = new StringBuilder();
        foreach (var (name, values) in headers)
        {
            if (hops.Has(name)) continue;
            foreach (var value in values) text.Append('\n').Append(name).Append(": ").Append(credentials.Contains(name) || name.Equals(own, StringComparison.OrdinalIgnoreCase) ? "***" : value);
        }

        return SafeText.Of(rules, text.ToString());
    }
}
