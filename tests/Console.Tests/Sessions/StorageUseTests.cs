using HoopLike.Console.Sessions;
using HoopLike.Console.Tests.Fixtures;
using Xunit;

namespace HoopLike.Console.Tests.Sessions;

public sealed class StorageUseTests
{
    [Fact]
    public void Files_are_added_up_as_far_as_they_are_looked_at()
    {
        using var folder = new TempDirectory();
        Directory.CreateDirectory(Path.Combine(folder.Path, "a", "b"));
        foreach (var (name, length) in new[] { ("one", 10), ("a/two", 20), ("a/b/three", 30) }) File.WriteAllBytes(Path.Combine(folder.Path, name), new byte[length]);

        Assert.Equal(new FolderUse(60, 3, true), StorageUse.Measure(folder.Path, 3, default));
        Assert.Equal((2, false), (StorageUse.Measure(folder.Path, 2, default).Files, StorageUse.Measure(folder.Path, 2, default).IsWhole));
        Assert.Equal(new FolderUse(0, 0, true), StorageUse.Measure(Path.Combine(folder.Path, "nowhere"), 3, default));
    }
}
