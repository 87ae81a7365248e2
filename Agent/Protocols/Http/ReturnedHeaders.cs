using System.Text.RegularExpressions;
using HoopLike.Agent.Protocols.Http.Credentials;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>
/// What becomes of the head of an answer. Challenges are for the gateway's credential and stay here; addresses of the target become addresses of the gateway, without the target's base path and
/// without the credential in their query.
/// </summary>
/// <param name="host">What the target is called in <c>Host</c>.</param>
/// <param name="queryName">The parameter that the credential stands in; null where it stands elsewhere.</param>
internal sealed partial class ReturnedHeaders(string host, string basePath, string? queryName)
{
    /// <summary>Challenges, and what says of other ways to the target, which would lead around the gateway.</summary>
    private static readonly string[] notForCallers = [HeaderNames.WWWAuthenticate, "Authentication-Info", "Proxy-Authenticate", "Proxy-Authentication-Info", "Alt-Svc", "Refresh"];

    /// <param name="gateway">Scheme and host by which the caller reaches the gateway.</param>
    /// <param name="prefix">What stands before the target's paths there: <c>/c/NAME</c>, or nothing.</param>
    /// <returns>Why the answer cannot be let through; null where it can.</returns>
    public string? Apply(IHeaderDictionary headers, string gateway, string prefix)
    {
        foreach (var name in notForCallers) headers.Remove(name);
        if (headers.Location.Count > 1) headers.Remove(HeaderNames.Location);
        if (headers.Location is [{ } location])
        {
            if (Inside(location, gateway, prefix) is not { } inside) return "The target sends on to an address outside of this connection's base path.";
            headers.Location = inside;
        }
        if (headers.ContentLocation is [{ } content]) headers.ContentLocation = Inside(content, gateway, prefix) ?? StringValues.Empty;
        if (headers.Link.Count > 0) headers.Link = headers.Link.Select(l => Linked().Replace(l ?? "", m => $"<{Inside(m.Groups["address"].Value, gateway, prefix) ?? ""}>")).ToArray();
        if (headers.SetCookie.Count > 0) headers.SetCookie = headers.SetCookie.Select(c => Cookie(c ?? "", prefix)).ToArray();
        return null;
    }

    /// <summary>An address of the target becomes the same address here, one elsewhere stays what it is; null for one of the target's outside of the base path.</summary>
    private string? Inside(string address, string gateway, string prefix)
    {
        var bare = WithoutCredential(address);
        // Without a scheme it is the one by which the answer came.
        var full = bare.StartsWith("//", StringComparison.Ordinal) ? $"https:{bare}" : bare;
        if (full.StartsWith('/')) return Below(full) is { } below ? prefix + below : null;
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !string.Equals(uri.Authority, host, StringComparison.OrdinalIgnoreCase)) return bare;
        return Below(uri.PathAndQuery + uri.Fragment) is { } path ? gateway + prefix + path : null;
    }

    /// <summary>A path of the target without its base path; null for one that is not under it.</summary>
    public string? Below(string path)
    {
        if (basePath.Length == 0) return path;
        if (!path.StartsWith(basePath, StringComparison.Ordinal)) return null;
        var rest = path[basePath.Length..];
        return rest.Length == 0 || rest[0] is '?' or '#' ? $"/{rest}" : rest[0] == '/' ? rest : null;
    }

    private string WithoutCredential(string address)
    {
        if (queryName is not { } name || address.IndexOf('?', StringComparison.Ordinal) is not (>= 0 and var mark)) return address;
        var end = address.IndexOf('#', mark);
        var (query, fragment) = end < 0 ? (address[(mark + 1)..], "") : (address[(mark + 1)..end], address[end..]);
        var rest = RawAddress.Without(query, name);
        return address[..mark] + (rest.Length == 0 ? "" : $"?{rest}") + fragment;
    }

    /// <summary>A cookie of the target's stays on the way to the target: it is this host's, below the prefix (RFC 6265, section 4.1).</summary>
    private string Cookie(string cookie, string prefix)
    {
        var parts = cookie.Split(';').Where((part, i) => i == 0 || !IsAttribute(part, "domain")).ToList();
        var at = parts.FindIndex(1, p => IsAttribute(p, "path"));
        if (at >= 0) parts[at] = $" Path={prefix}{Below(parts[at][(parts[at].IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()) ?? "/"}";
        else if (prefix.Length > 0) parts.Add($" Path={prefix}/");
        return string.Join(';', parts);
    }

    private static bool IsAttribute(string part, string name) => part.Split('=')[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("<(?<address>[^>]*)>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Linked();
}
