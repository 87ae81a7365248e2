using System.Diagnostics;

namespace HoopLike.Architecture.Tests;

/// <summary>The work tree as git sees it: what is committed, or about to be.</summary>
static class Repository
{
    static readonly Lazy<string> root = new(FindRoot);
    static readonly Lazy<IReadOnlyList<string>> files = new(ListFiles);

    public static string Root => root.Value;

    /// <summary>Paths under the root, with forward slashes, of every file that git does not ignore.</summary>
    public static IReadOnlyList<string> Files => files.Value;

    public static IEnumerable<string> FilesUnder(string folder, params string[] endings) =>
        Files.Where(f => f.StartsWith(folder + "/", StringComparison.Ordinal) && endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "HoopLike.sln"))) return folder.FullName;
        throw new InvalidOperationException("HoopLike.sln was not found above the tests: run them from the work tree.");
    }

    static List<string> ListFiles()
    {
        var git = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]) { WorkingDirectory = Root, RedirectStandardOutput = true };
        using var process = Process.Start(git)!;
        var listing = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException("git ls-files failed: the architecture tests read the work tree through git.");
        return [.. listing.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Path.Combine(Root, f)))];
    }
}
