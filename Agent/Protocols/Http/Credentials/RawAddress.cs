namespace HoopLike.Agent.Protocols.Http.Credentials;

/// <summary>Addresses whose path and query go out exactly as they are written.</summary>
internal static class RawAddress
{
    private static readonly UriCreationOptions asWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <param name="origin">Scheme, host and port.</param>
    public static Uri Of(string origin, string pathAndQuery) => new(origin + pathAndQuery, asWritten);

    /// <summary>The same place with another path and query.</summary>
    /// <param name="query">Without the question mark; null for none.</param>
    public static Uri Of(Uri place, string path, string? query) => Of($"{place.Scheme}://{place.Authority}", query is null ? path : $"{path}?{query}");

    /// <returns>Query without the question mark; null where there is none.</returns>
    public static (string Path, string? Query) Split(string pathAndQuery) =>
        pathAndQuery.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (pathAndQuery[..at], pathAndQuery[(at + 1)..]) : (pathAndQuery, null);

    /// <summary>What is left of a query without the pairs of one name, however the name is escaped or cased.</summary>
    public static string Without(string? query, string name) => string.Join('&', (query ?? "").Split('&').Where(pair => pair.Length > 0 && !NameOf(pair).Equals(name, StringComparison.OrdinalIgnoreCase)));

    private static string NameOf(string pair) => Uri.UnescapeDataString(pair.Split('=')[0].Replace('+', ' '));
}
