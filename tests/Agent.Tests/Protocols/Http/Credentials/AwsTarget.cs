using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HoopLike.Agent.Tests.Protocols.Http.Credentials;

/// <summary>
/// A service that checks signatures as AWS's own do: from what it decoded of the request line and of the headers that arrived, by rules written down here once more. Shares no code with the signer.
/// </summary>
internal sealed class AwsTarget(string secretKey, string service)
{
    /// <summary>Null for a signature that is right; else why not.</summary>
    public async Task<string?> WhyNotAsync(HttpContext context)
    {
        var request = context.Request;
        var parts = Regex.Match(request.Headers.Authorization.ToString(), "^AWS4-HMAC-SHA256 Credential=(?<id>[^/]+)/(?<day>\\d{8})/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request, SignedHeaders=(?<names>[^,]+), Signature=(?<signature>[0-9a-f]{64})$");
        if (!parts.Success) return "no signature";
        var names = parts.Groups["names"].Value.Split(';');
        foreach (var must in (string[])["host", "x-amz-date"])
            if (!names.Contains(must)) return $"{must} is not signed";
        foreach (var header in request.Headers.Keys.Where(k => k.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)))
            if (!names.Contains(header.ToLowerInvariant())) return $"{header} is not signed";

        var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var declared = request.Headers["X-Amz-Content-Sha256"].ToString();
        var actual = Convert.ToHexStringLower(SHA256.HashData(body.ToArray()));
        if (declared != "UNSIGNED-PAYLOAD" && declared != actual) return "the body is another";

        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var path = Encoded(Decoded(raw[0], isQuery: false), keepSlash: true);
        if (service != "s3") path = Encoded(Encoding.Latin1.GetBytes(path), keepSlash: true);
        var query = raw.Length < 2 || raw[1].Length == 0 ? [] : raw[1].Split('&').Select(p => p.Split('=', 2)).Select(p => (Name: Encoded(Decoded(p[0], true), false), Value: Encoded(Decoded(p.Length > 1 ? p[1] : "", true), false))).ToList();
        query.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name) is var order and not 0 ? order : string.CompareOrdinal(a.Value, b.Value));

        var canonical = new StringBuilder($"{request.Method}\n{path}\n{string.Join('&', query.Select(p => p.Name + "=" + p.Value))}\n");
        foreach (var name in names) canonical.Append(name).Append(':').Append(string.Join(',', request.Headers[name].Select(v => Regex.Replace(v!.Trim(), " +", " ")))).Append('\n');
        canonical.Append('\n').Append(parts.Groups["names"].Value).Append('\n').Append(declared);

        var (day, time) = (parts.Groups["day"].Value, request.Headers["X-Amz-Date"].ToString());
        if (!time.StartsWith(day, StringComparison.Ordinal) || DateTimeOffset.ParseExact(time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) < DateTimeOffset.UtcNow.AddMinutes(-5)) return "the time is another";
        var signing = Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + secretKey), day), parts.Groups["region"].Value), service), "aws4_request");
        var text = $"AWS4-HMAC-SHA256\n{time}\n{day}/{parts.Groups["region"].Value}/{service}/aws4_request\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        return Convert.ToHexStringLower(Mac(signing, text)) == parts.Groups["signature"].Value ? null : $"the signature is another, over:\n{canonical}";
    }

    private static byte[] Mac(byte[] key, string text) => new HMACSHA256(key).ComputeHash(Encoding.UTF8.GetBytes(text));

    private static byte[] Decoded(string text, bool isQuery)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                bytes.Write([Convert.ToByte(text.Substring(i + 1, 2), 16)]);
                i += 2;
            }
            else bytes.Write([isQuery && c == '+' ? (byte)' ' : (byte)c]);
        }
        return bytes.WrittenSpan.ToArray();
    }

    private static string Encoded(byte[] bytes, bool keepSlash) => string.Concat(bytes.Select(b => char.IsAsciiLetterOrDigit((char)b) || "-._~".Contains((char)b) || (keepSlash && b == '/') ? $"{(char)b}" : $"%{b:X2}"));
}
