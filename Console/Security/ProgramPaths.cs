namespace HoopLike.Console.Security;

/// <summary>Addresses that programs call: they get statuses and problem documents where people get pages.</summary>
public static class ProgramPaths
{
    /// <summary>Where the console speaks MCP.</summary>
    public const string Mcp = "/mcp";

    /// <summary>Where OAuth clients learn whom it takes tokens of (RFC 9728, section 3.1).</summary>
    public const string McpMetadata = "/.well-known/oauth-protected-resource" + Mcp;

    private static readonly string[] roots = ["/api", "/agent", "/openapi", "/healthz", "/oauth", "/.well-known", Mcp];

    public static bool Contain(PathString path) => roots.Any(root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));
}
