using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace HoopLike.Agent.Protocols.Http;

/// <summary>Headers between two neighbours only: those of RFC 9110, section 7.6.1, and those that <c>Connection</c> names.</summary>
internal sealed class HopHeaders(IHeaderDictionary headers)
{
    private static readonly FrozenSet<string> usual =
        new[] { "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> named = headers.Connection.SelectMany(v => v?.Split(',', StringSplitOptions.TrimEntries) ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of HTTP/2 that begin with a colon are the request line.</summary>
    public bool Has(string name) => name.StartsWith(':') || usual.Contains(name) || named.Contains(name);
}
