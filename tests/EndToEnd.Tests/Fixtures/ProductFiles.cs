namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>Where the build put the two programs. Nothing of them is referenced: they are started, as a user would.</summary>
static class ProductFiles
{
    static readonly Lazy<string> root = new(FindRoot);

    public static string Root => root.Value;

    public static string Clients => Path.Combine(Root, "tests", "EndToEnd.Tests", "clients");

    /// <summary>Real identity providers, fetched by npm.</summary>
    public static string IdentityProviders => Path.Combine(Root, "tests", "EndToEnd.Tests", "identity");

    public static string Agent => Built("Agent", "hooplike.dll");

    public static string Console => Built("Console", "HoopLike.Console.dll");

    static string Built(string project, string file)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Root, project, "bin", configuration, "net10.0", file);
    }

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "HoopLike.sln"))) return folder.FullName;
        throw new InvalidOperationException("HoopLike.sln was not found above the tests.");
    }
}
