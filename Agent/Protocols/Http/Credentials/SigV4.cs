using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>Whose signature it is, and what it is good for.</summary>
internal sealed class SigningKey(string accessKeyId, string secretAccessKey, string region, string service)
{
    public string AccessKeyId => accessKeyId;

    public string Service => service;

    public string Scope(string day) => $"{day}/{region}/{service}/aws4_request";

    /// <summary>The key of one day, region and service.</summary>
    public byte[] Of(string day)
    {
        var key = Encoding.UTF8.GetBytes($"AWS4{secretAccessKey}");
        foreach (var part in (string[])[day, region, service, "aws4_request"]) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return key;
    }
}

/// <summary>AWS Signature Version 4, in the Authorization header.</summary>
internal static partial class SigV4
{
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";
    public const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The request as both sides write it down. Its names of headers are those that are signed.</summary>
    /// <param name="path">Escaped as the service has it.</param>
    /// <param name="query">Escaped, in any order; empty for none.</param>
    /// <param name="payload">The body's SHA-256 in lower-case hexadecimal digits, or <see cref="UnsignedPayload"/>.</param>
    public static (string Text, string SignedHeaders) CanonicalRequest(string method, string path, string query, IEnumerable<(string Name, string Value)> headers, string payload)
    {
        var lines = headers.GroupBy(h => h.Name.ToLowerInvariant(), h => Spaces().Replace(h.Value.Trim(), " "), StringComparer.Ordinal).OrderBy(h => h.Key, StringComparer.Ordinal).ToList();
        var names = string.Join(';', lines.Select(h => h.Key));
        var head = string.Concat(lines.Select(h => $"{h.Key}:{string.Join(',', h)}\n"));
        return ($"{method}\n{path}\n{Sorted(query)}\n{head}\n{names}\n{payload}", names);
    }

    /// <summary>The header's value.</summary>
    public static string Authorization(SigningKey key, DateTimeOffset at, (string Text, string SignedHeaders) request)
    {
        var time = at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        var (day, hash) = (time[..8], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Text))));
        var signature = HMACSHA256.HashData(key.Of(day), Encoding.UTF8.GetBytes($"{Algorithm}\n{time}\n{key.Scope(day)}\n{hash}"));
        return $"{Algorithm} Credential={key.AccessKeyId}/{key.Scope(day)}, SignedHeaders={request.SignedHeaders}, Signature={Convert.ToHexStringLower(signature)}";
    }

    /// <summary>By name, then by value: not by the text of the pair, in which = would count.</summary>
    private static string Sorted(string query) => query.Length == 0 ? "" : string.Join('&', query.Split('&').Select(p => p.Split('=', 2))
        .OrderBy(p => p[0], StringComparer.Ordinal).ThenBy(p => p.ElementAtOrDefault(1) ?? "", StringComparer.Ordinal).Select(p => $"{p[0]}={p.ElementAtOrDefault(1)}"));

    [GeneratedRegex(" +", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
