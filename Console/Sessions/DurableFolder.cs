using HoopLike.Shared.Recording;

namespace HoopLike.Console.Sessions;

/// <summary>Folders that are still there after a power cut.</summary>
internal static class DurableFolder
{
    /// <summary>Makes a folder and those above it, and flushes the entries of those that were not there.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path)!;
        Create(parent);
        Directory.CreateDirectory(path);
        DirectoryEntries.Flush(parent);
    }
}
