namespace HoopLike.Console.Security;

/// <summary>Addresses that programs call: they get statuses and problem documents where people get pages.</summary>
public static class ProgramPaths
{
    private static readonly string[] roots = ["/api", "/agent", "/openapi", "/healthz", "/oauth", "/.well-known"];

    public static bool Contain(PathString path) => roots.Any(root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));
}
