namespace HoopLike.Shared.Contracts;

/// <summary>Where a client is pointed at.</summary>
/// <param name="SslMode">As libpq says it: verify-full, require or prefer.</param>
public sealed record ClientTarget(string Host, int Port, string Database, string User, string SslMode)
{
    /// <summary>File name under which the authority's certificate is downloaded.</summary>
    public const string DownloadedAuthority = "hooplike-ca.crt";

    /// <summary>Where the client finds the authority's certificate.</summary>
    public string AuthorityFile { get; init; } = DownloadedAuthority;

    public bool ChecksCertificate => SslMode == "verify-full";
}

/// <summary>What to paste into a client.</summary>
/// <param name="Word">For addresses: <c>psql</c>.</param>
/// <param name="TakesToken">The password stands in the text itself; otherwise the client reads it from the environment.</param>
public sealed record ClientTool(string Word, string Title, bool TakesToken, Func<ClientTarget, string, string> Write);

/// <summary>The lines for clients of one protocol.</summary>
/// <param name="Protocol">As the configuration calls it.</param>
/// <param name="Export">Puts the token where the clients look for it.</param>
/// <param name="Exports">Settings for a shell, the token among them.</param>
public sealed record ClientKit(string Protocol, IReadOnlyList<ClientTool> Tools, Func<string, string> Export, Func<ClientTarget, string, IEnumerable<string>> Exports)
{
    public static IReadOnlyList<ClientKit> All { get; } =
    [
        new("postgres", ClientLines.Tools, ClientLines.Export, ClientLines.Exports),
        new("http", HttpClientLines.Tools, HttpClientLines.Export, HttpClientLines.Exports),
    ];

    /// <summary>Null for a protocol whose clients nobody has written lines for.</summary>
    public static ClientKit? Of(string protocol) => All.FirstOrDefault(k => k.Protocol.Equals(protocol, StringComparison.OrdinalIgnoreCase));
}
