using System.Net.Http.Headers;
using System.Text;
using HoopLike.Shared.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>The token by which a caller proves itself: where ordinary clients of APIs put a key. Never in the address, which ends in logs.</summary>
internal static class CallerCredential
{
    /// <summary>Every header that may carry one. None of them reaches the target.</summary>
    public static IReadOnlyList<string> Headers { get; } = [HeaderNames.Authorization, HeaderNames.ProxyAuthorization, "X-Api-Key", "Api-Key", "X-Goog-Api-Key"];

    /// <summary>Null where there is none. <c>Authorization: Bearer</c> and <c>Basic</c> (its password) before the key headers.</summary>
    public static Secret? Of(IHeaderDictionary headers)
    {
        if (headers.Authorization is [{ Length: > 0 } text]) return OfAuthorization(text);
        foreach (var name in Headers.Skip(2))
            if (headers[name] is [{ Length: > 0 } key]) return new Secret(key);
        return null;
    }

    private static Secret? OfAuthorization(string text)
    {
        if (!AuthenticationHeaderValue.TryParse(text, out var value) || value.Parameter is not { } parameter) return null;
        if (value.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) return new Secret(parameter);
        if (!value.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return null;
        Span<byte> decoded = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, decoded, out var length)) return null;
        var pair = Encoding.UTF8.GetString(decoded[..length]);
        return pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var at ? new Secret(pair[(at + 1)..]) : null;
    }
}
