using HoopLike.Console.Data;

namespace HoopLike.Console.Sessions;

/// <param name="Bytes">Of all files that were looked at.</param>
/// <param name="IsWhole">False when there were more files than are looked at: the real figure is higher.</param>
public sealed record FolderUse(long Bytes, int Files, bool IsWhole);

/// <summary>How much room the console's own files take.</summary>
public sealed class StorageUse(ConsoleOptions options)
{
    /// <summary>Looking at more would take long and load the disk.</summary>
    public const int MostFiles = 100_000;

    public Task<FolderUse> RecordingsAsync(CancellationToken cancellationToken) => Task.Run(() => Measure(options.RecordingsDir, MostFiles, cancellationToken), cancellationToken);

    /// <summary>The SQLite store with its log; null on PostgreSQL.</summary>
    public long? StoreBytes() => options.Store.Kind == StoreProvider.Sqlite
        ? new DirectoryInfo(options.DataDir).EnumerateFiles("console.db*").Sum(f => f.Length)
        : null;

    /// <summary>Free bytes where the data directory lies.</summary>
    public long FreeBytes() => new DriveInfo(Path.GetFullPath(options.DataDir)).AvailableFreeSpace;

    internal static FolderUse Measure(string folder, int most, CancellationToken cancellationToken)
    {
        var (bytes, files) = (0L, 0);
        if (!Directory.Exists(folder)) return new FolderUse(0, 0, true);
        var all = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", all))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (files == most) return new FolderUse(bytes, files, false);
            files++;
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // Deleted since its folder was read.
            }
        }

        return new FolderUse(bytes, files, true);
    }
}
